import { parsePlatform } from '../../oci/platform.ts';
import type { Dockerfile, Instruction } from '../dockerfile.ts';
import { NeedsDocker } from '../needs-docker.ts';
import { expandWord, splitWords } from './expand.ts';
import { assignedNames, wordsOf } from './instruction-words.ts';
import { type Lookup, WordError } from './shell-words.ts';

/** A value is unknown: it comes from the base image, or from a substitution that only BuildKit supports. */
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
 * A variable that is not set here comes from the base image.
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

  /** Applies ARG or ENV. */
  apply(instruction: Instruction): void {
    if (instruction.keyword === 'ENV')
      for (const { name, value } of this.#assign(instruction)) this.#known.set(name, value);
    if (instruction.keyword === 'ARG') this.#declare(instruction);
  }

  /** Sets a variable to its value in the runtime image's config. */
  set(name: string, value: string): void {
    this.#known.set(name, value);
  }

  /** Returns the value of an ARG after its instruction. */
  readonly lookup: Lookup = (name) => {
    const known = this.#known.get(name);
    if (known instanceof FromBase) throw known;
    return known ?? this.#fromBase(name);
  };

  /** @throws FromBase if the word needs an unknown value; NeedsDocker */
  expand(word: string, instruction: Instruction): string {
    try {
      return expandWord(word, this.lookup, this.#dockerfile.escapeToken);
    } catch (error) {
      if (error instanceof WordError) throw new NeedsDocker(this.#dockerfile, instruction, error.message);
      throw error;
    }
  }

  /** Returns the words of an instruction, expanded one by one. */
  expandWords(instruction: Instruction): string[] {
    return wordsOf(instruction).map((word) => this.expand(word, instruction));
  }

  /** Returns the assignments of ENV or LABEL, also in the old form `NAME value`. */
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
      // A name that contains variables may be the name of any variable.
      const all = names.every((name) => /^\w+$/.test(name)) ? names : [...this.#known.keys(), ...names];
      return all.map((name) => ({ name, value: unknown }));
    }
  }

  /** Sets each word in turn, because a later word sees what an earlier one sets. */
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

/** Arguments whose values BuildKit takes from its builder and client. */
const SET_BY_BUILDKIT = [
  ...['BUILDPLATFORM', 'BUILDOS', 'BUILDOSVERSION', 'BUILDARCH', 'BUILDVARIANT'],
  ...['TARGETOSVERSION', 'TARGETSTAGE'],
];

/**
 * Returns ARG before FROM and Docker's own platform arguments, which FROM sees, and any stage that declares them. A value
 * is `FromBase` if only BuildKit knows it.
 */
export function globalArgs(
  dockerfile: Dockerfile,
  buildArgs: Readonly<Record<string, string>>,
  platform: string,
): ReadonlyMap<string, string | FromBase> {
  const { os, architecture, variant = '' } = parsePlatform(platform);
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

/** Returns a lookup that throws a WordError for a value that only BuildKit knows. */
export function lookupIn(globals: ReadonlyMap<string, string | FromBase>): Lookup {
  return (name) => {
    const value = globals.get(name);
    if (value instanceof FromBase) throw new WordError(value.message);
    return value;
  };
}

/** Returns `undefined` for a substitution that only BuildKit supports. */
export function tryExpand(word: string, lookup: Lookup, { escapeToken }: Dockerfile): string | undefined {
  try {
    return expandWord(word, lookup, escapeToken);
  } catch (error) {
    if (error instanceof WordError) return undefined;
    throw error;
  }
}

/** Returns an unknown value, which is an error only if the variable is used. */
function toUnknown(error: unknown): FromBase {
  if (error instanceof FromBase) return error;
  if (error instanceof NeedsDocker) return new FromBase(error.message);
  throw error;
}
