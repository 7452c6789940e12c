import { execFile } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../failure.ts';

const GIT_LIMIT_MS = 60_000;
const MAX_LIST = 256 << 20;
/** The largest file that is looked at: configuration is smaller. */
const MAX_TEXT = 1 << 20;
/** Folders that no version of a repository has. */
const NOT_SOURCE = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__']);

/** The files of a repository on this machine. */
export interface RepositoryFiles {
  /** Absolute. */
  readonly directory: string;
  /** Relative to the directory, sorted. */
  readonly paths: readonly string[];
  readonly isGit: boolean;
}

/**
 * Lists the files of a folder: those that git tracks or would add, or all of a folder without git.
 * @throws UsageError if it is not a folder
 */
export async function listFiles(directory: string): Promise<RepositoryFiles> {
  const isFolder = await stat(directory).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new UsageError(`${directory} is not a folder. Set --repo to the folder of your repository.`);
  const tracked = await listByGit(directory);
  const paths = tracked ?? (await listAll(directory));
  return {
    directory,
    paths: [...new Set(paths)].filter((path) => isFile(join(directory, path))).sort(),
    isGit: tracked !== undefined,
  };
}

/** Reads a text file of the repository; empty if it is large or cannot be read. */
export async function readText({ directory }: Pick<RepositoryFiles, 'directory'>, path: string): Promise<string> {
  const place = join(directory, path);
  const size = await stat(place).then(
    (stats) => stats.size,
    () => Number.POSITIVE_INFINITY,
  );
  return size > MAX_TEXT ? '' : readFile(place, 'utf8').catch(() => '');
}

async function listByGit(directory: string): Promise<string[] | undefined> {
  const args = ['-C', directory, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  try {
    const { stdout } = await promisify(execFile)('git', args, { timeout: GIT_LIMIT_MS, maxBuffer: MAX_LIST });
    return stdout.split('\0').filter((path) => path !== '');
  } catch {
    return undefined;
  }
}

async function listAll(directory: string): Promise<string[]> {
  const found: string[] = [];
  const pending = [directory];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true })) {
      if (!entry.isDirectory()) found.push(relative(directory, join(next, entry.name)));
      else if (!NOT_SOURCE.has(entry.name)) pending.push(join(next, entry.name));
    }
  }
  return found;
}

function isFile(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && (stats.isFile() || stats.isSymbolicLink());
}
