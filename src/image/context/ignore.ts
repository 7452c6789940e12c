import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { UserError } from '../../errors.ts';
import { type IgnorePattern, PatternFault, readPatterns } from './ignore-pattern.ts';

/** The paths of the build context that Docker ignores; https://docs.docker.com/build/concepts/context/#dockerignore-files */
export interface Ignore {
  /** The content of the ignore file; empty when there is none. */
  readonly text: string;
  /** Whether `!` can include something below an ignored folder. */
  readonly hasExceptions: boolean;
  /** `path` is relative to the context, with `/`. */
  ignores(path: string): boolean;
}

/**
 * Reads `<Dockerfile>.dockerignore`, or `.dockerignore` in the context if the first is missing.
 * @throws UserError `dockerignore-pattern`
 */
export async function readIgnore(context: string, dockerfile: string): Promise<Ignore> {
  const text =
    (await readIfThere(`${dockerfile}.dockerignore`)) ?? (await readIfThere(join(context, '.dockerignore'))) ?? '';
  return makeIgnore(text);
}

/** @throws UserError `dockerignore-pattern` */
export function makeIgnore(text: string): Ignore {
  const patterns = parse(text);
  const matcher = new IgnoreMatcher(patterns);
  return {
    text,
    hasExceptions: patterns.some(({ isException }) => isException),
    ignores: (path) => matcher.match(path).isIgnored,
  };
}

/** The last pattern that matches a path, or a folder above it, decides. */
interface Match {
  readonly isIgnored: boolean;
  /** Whether each pattern matched, in order. */
  readonly matched: readonly boolean[];
}

/**
 * Docker's `MatchesUsingParentResults`, as the walk through a context uses it: a pattern that matched a folder matches
 * everything below. https://github.com/moby/patternmatcher/blob/v0.6.1/patternmatcher.go
 */
class IgnoreMatcher {
  readonly #patterns: readonly IgnorePattern[];
  /** Caches folders, because each of their files looks them up again. */
  readonly #folders = new Map<string, Match>();

  constructor(patterns: readonly IgnorePattern[]) {
    this.#patterns = patterns;
    this.#folders.set('.', { isIgnored: false, matched: [] });
  }

  match(path: string): Match {
    const parent = posix.dirname(path);
    const above = this.#folders.get(parent) ?? this.match(parent);
    this.#folders.set(parent, above);
    let isIgnored = false;
    const matched = this.#patterns.map((pattern, index) => {
      const matches = above.matched[index] || (pattern.isException === isIgnored && pattern.matches(path));
      if (matches) isIgnored = !pattern.isException;
      return matches;
    });
    return { isIgnored, matched };
  }
}

function parse(text: string): IgnorePattern[] {
  try {
    return readPatterns(text);
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error;
    throw new UserError(
      'dockerignore-pattern',
      `.dockerignore cannot be read as Docker reads it: ${error.message}.`,
      'Correct the pattern.',
      { cause: error },
    );
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    if (isUtf8(bytes)) return bytes.toString();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  throw new UserError('dockerignore-pattern', `${path} is not UTF-8.`, 'Save the file as UTF-8.');
}
