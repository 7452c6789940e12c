import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';

/** Which paths of the build context Docker does not see; https://docs.docker.com/build/concepts/context/#dockerignore-files */
export interface Ignore {
  /** The file that says so, as it stands; empty when there is none. */
  readonly text: string;
  /** Whether something below an ignored folder can be taken back by `!`. */
  readonly hasExceptions: boolean;
  /** `path` is relative to the context, with `/`. */
  ignores(path: string): boolean;
}

/** Reads `<Dockerfile>.dockerignore`, or `.dockerignore` in the context where the first is missing. */
export async function readIgnore(context: string, dockerfile: string): Promise<Ignore> {
  const text =
    (await readIfThere(`${dockerfile}.dockerignore`)) ?? (await readIfThere(join(context, '.dockerignore'))) ?? '';
  const patterns = text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const matcher = (dockerignore as unknown as typeof dockerignore.default)().add(patterns);
  return {
    text,
    hasExceptions: patterns.some((pattern) => pattern.startsWith('!')),
    ignores: (path) => patterns.length > 0 && matcher.ignores(path),
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
