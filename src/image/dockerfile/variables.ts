import type { Dockerfile, Instruction } from './dockerfile.ts';
import { expandWord, splitWords } from './expand.ts';
import { assignedNames, wordsOf } from './instruction-words.ts';
import { NeedsDocker } from './needs-docker.ts';
import { type Lookup, WordError } from './shell-words.ts';

/** The value is not at hand: it comes from the base image, or from a substitution that only BuildKit carries out. */
export class FromBase extends Error {
  override readonly name = 'FromBase';
}

/** `NAME=value` of ENV, LABEL or ARG, expanded; without a value for `ARG NAME`. */
export interface Assignment {
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * The variables of a build stage, instruction by instruction; ARG and ENV write to the same names, the later one wins.
 * A variable that nothing here sets is the base image's.
 */
export class Variables {
  readonly #dockerfile: Dockerfile;
  readonly #buildArgs: Readonly<Record<string, string>>;
  readonly #globals: ReadonlyMap<string, string>;
  readonly #known = new Map<string, string | FromBase>();
  readonly #fromBase: Lookup;

  constructor(dockerfile: Dockerfile, buildArgs: Readonly<Record<string, string>>, platform: string, fromBase: Lookup) {
    this.#dockerfile = dockerfile;
    this.#buildArgs = buildArgs;
    this.#fromBase = fromBase;
    this.#globals = globalArgs(dockerfile, buildArgs, platform);
  }

  /** Takes up what ARG or ENV sets. */
  apply(instruction: Instruction): void {
    if (instruction.keyword === 'ENV')
      for (const { name, value } of this.#assign(instruction)) this.#known.set(name, value);
    if (instruction.keyword === 'ARG')
      for (const { name, value } of this.#declare(instruction)) this.#known.set(name, value);
  }

  /** Sets a variable to what the runtime image's config says. */
  set(name: string, value: string): void {
    this.#known.set(name, value);
  }

  /** The value of an ARG after its instruction. */
  readonly lookup: Lookup = (name) => {
    const known = this.#known.get(name);
    if (known instanceof FromBase) throw known;
    return known ?? this.#fromBase(name);
  };

  /** @throws FromBase when the word needs the base image and it is not at hand; Inexact */
  expand(word: string, instruction: Instruction): string {
    try {
      return expandWord(word, this.lookup, this.#dockerfile.escapeToken);
    } catch (error) {
      if (error instanceof WordError) throw new NeedsDocker(this.#dockerfile, instruction, error.message);
      throw error;
    }
  }

  /** The words of an instruction, expanded one by one. */
  expandWords(instruction: Instruction): string[] {
    return wordsOf(instruction).map((word) => this.expand(word, instruction));
  }

  /** The assignments of ENV or LABEL, also in the old form `NAME value`. */
  assignments(instruction: Instruction): { readonly name: string; readonly value: string }[] {
    const words = splitWords(instruction.rest, this.#dockerfile.escapeToken);
    const expand = (word: string) => this.expand(word, instruction);
    if (!words[0]?.includes('=')) {
      const [, name = '', value = ''] = /^(\S+)\s*(.*)$/s.exec(instruction.rest) ?? [];
      return [{ name: expand(name), value: expand(value) }];
    }
    return words.map((word) => {
      const equals = word.indexOf('=');
      return { name: expand(word.slice(0, equals)), value: expand(word.slice(equals + 1)) };
    });
  }

  #assign(instruction: Instruction): { name: string; value: string | FromBase }[] {
    try {
      return this.assignments(instruction);
    } catch (error) {
      const unknown = toUnknown(error);
      const names = assignedNames(instruction.rest, this.#dockerfile.escapeToken);
      return names.map((name) => ({ name, value: unknown }));
    }
  }

  #declare(instruction: Instruction): { name: string; value: string | FromBase }[] {
    const declared = splitWords(instruction.rest, this.#dockerfile.escapeToken).map((word) => {
      const [name = ''] = word.split('=', 1);
      const given = this.#buildArgs[name];
      if (given !== undefined) return { name, value: given };
      if (!word.includes('=')) return { name, value: this.#globals.get(name) };
      return { name, value: this.#tryExpand(word.slice(name.length + 1), instruction) };
    });
    return declared.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
  }

  #tryExpand(word: string, instruction: Instruction): string | FromBase {
    try {
      return this.expand(word, instruction);
    } catch (error) {
      return toUnknown(error);
    }
  }
}

/** ARG before FROM and Docker's own platform arguments; FROM sees them, and a stage that declares them. */
export function globalArgs(
  dockerfile: Dockerfile,
  buildArgs: Readonly<Record<string, string>>,
  platform: string,
): ReadonlyMap<string, string> {
  const [os = '', architecture = '', variant = ''] = platform.split('/');
  const globals = new Map([
    ['TARGETPLATFORM', platform],
    ['TARGETOS', os],
    ['TARGETARCH', architecture],
    ['TARGETVARIANT', variant],
  ]);
  const lookup: Lookup = (name) => globals.get(name);
  for (const instruction of dockerfile.globalArgs) {
    for (const word of splitWords(instruction.rest, dockerfile.escapeToken)) {
      const [name = ''] = word.split('=', 1);
      const value =
        buildArgs[name] ??
        (word.includes('=') ? tryExpand(word.slice(name.length + 1), lookup, dockerfile) : undefined);
      if (value !== undefined) globals.set(name, value);
    }
  }
  return globals;
}

/** `undefined` for a substitution that only BuildKit carries out. */
export function tryExpand(word: string, lookup: Lookup, { escapeToken }: Dockerfile): string | undefined {
  try {
    return expandWord(word, lookup, escapeToken);
  } catch (error) {
    if (error instanceof WordError) return undefined;
    throw error;
  }
}

/** What is left of an assignment whose value is not at hand; it matters only where the variable is used. */
function toUnknown(error: unknown): FromBase {
  if (error instanceof FromBase) return error;
  if (error instanceof NeedsDocker) return new FromBase(error.message);
  throw error;
}
