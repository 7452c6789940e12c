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
  readonly #globals: ReadonlyMap<string, string | FromBase>;
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
    if (instruction.keyword === 'ARG') this.#declare(instruction);
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
      // A name that is made of variables may be that of any variable.
      const all = names.every((name) => /^\w+$/.test(name)) ? names : [...this.#known.keys(), ...names];
      return all.map((name) => ({ name, value: unknown }));
    }
  }

  /** A later word of the instruction sees what an earlier one sets. */
  #declare(instruction: Instruction): void {
    for (const word of splitWords(instruction.rest, this.#dockerfile.escapeToken)) {
      const [name = ''] = word.split('=', 1);
      const declared = word.includes('=')
        ? () => this.#tryExpand(word.slice(name.length + 1), instruction)
        : () => this.#globals.get(name);
      const value = this.#buildArgs[name] ?? declared();
      if (value !== undefined) this.#known.set(name, value);
    }
  }

  #tryExpand(word: string, instruction: Instruction): string | FromBase {
    try {
      return this.expand(word, instruction);
    } catch (error) {
      return toUnknown(error);
    }
  }
}

/** Arguments whose values BuildKit sets by its builder and its client. */
const SET_BY_BUILDKIT = [
  ...['BUILDPLATFORM', 'BUILDOS', 'BUILDOSVERSION', 'BUILDARCH', 'BUILDVARIANT'],
  ...['TARGETOSVERSION', 'TARGETSTAGE'],
];

/**
 * Returns ARG before FROM and Docker's own platform arguments; FROM sees them, and a stage that declares them. The value
 * is `FromBase` where only BuildKit knows it.
 */
export function globalArgs(
  dockerfile: Dockerfile,
  buildArgs: Readonly<Record<string, string>>,
  platform: string,
): ReadonlyMap<string, string | FromBase> {
  const [os = '', architecture = '', variant = ''] = platform.split('/');
  const automatic: readonly (readonly [string, string | FromBase])[] = [
    ['TARGETPLATFORM', platform],
    ['TARGETOS', os],
    ['TARGETARCH', architecture],
    ['TARGETVARIANT', variant],
    ...SET_BY_BUILDKIT.map((name) => [name, new FromBase(`only BuildKit knows ${name}`)] as const),
  ];
  const globals = new Map(automatic.map(([name, value]) => [name, buildArgs[name] ?? value]));
  const lookup = lookupIn(globals);
  for (const instruction of dockerfile.globalArgs) {
    for (const word of splitWords(instruction.rest, dockerfile.escapeToken)) {
      const [name = ''] = word.split('=', 1);
      const given = buildArgs[name];
      if (given === undefined && !word.includes('=')) continue;
      const value = given ?? tryExpand(word.slice(name.length + 1), lookup, dockerfile);
      globals.set(name, value ?? new FromBase(`only BuildKit knows ${name}`));
    }
  }
  return globals;
}

/** A lookup that throws a WordError for a value that only BuildKit knows. */
export function lookupIn(globals: ReadonlyMap<string, string | FromBase>): Lookup {
  return (name) => {
    const value = globals.get(name);
    if (value instanceof FromBase) throw new WordError(value.message);
    return value;
  };
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
