import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { UserError } from '../errors.ts';

const MAX_STARS = 3;

/** Which paths of the build context Docker does not see; https://docs.docker.com/build/concepts/context/#dockerignore-files */
export interface Ignore {
  /** The file that says so, as it stands; empty when there is none. */
  readonly text: string;
  /** Whether something below an ignored folder can be taken back by `!`. */
  readonly hasExceptions: boolean;
  /** `path` is relative to the context, with `/`. */
  ignores(path: string): boolean;
}

/** Reads `<Dockerfile>.dockerignore`, or `.dockerignore` in the context where the first is missing. @throws UserError `dockerignore-pattern` */
export async function readIgnore(context: string, dockerfile: string): Promise<Ignore> {
  const text =
    (await readIfThere(`${dockerfile}.dockerignore`)) ?? (await readIfThere(join(context, '.dockerignore'))) ?? '';
  const patterns = text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const pattern of patterns) refuseSlow(pattern);
  const matcher = (dockerignore as unknown as typeof dockerignore.default)().add(patterns);
  return {
    text,
    hasExceptions: patterns.some((pattern) => pattern.startsWith('!')),
    ignores: (path) => patterns.length > 0 && matcher.ignores(path),
  };
}

/** The library's regular expressions take time that grows with the power of their wildcards. */
function refuseSlow(pattern: string): void {
  const components = pattern.split('/');
  const most = Math.max(...components.map((component) => component.replace('**', '').split('*').length - 1));
  const deep = components.filter((component) => component.includes('**')).length;
  if (most <= MAX_STARS && deep <= MAX_STARS) return;
  throw new UserError(
    'dockerignore-pattern',
    `.dockerignore has the pattern ${JSON.stringify(pattern)}, whose many wildcards may take hours to match.`,
    `Write it with at most ${MAX_STARS} “*” in a name and ${MAX_STARS} “**” in all.`,
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
