import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DAG_FILES } from '../dags-only/dag-files.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
/** The number of hits that each file may have at most, each with the reason. */
export const LIST = '__tests__/repository/word-list.json';

/** Paths that are not checked, each with the reason. */
const EXCEPTIONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^dist\//, 'bundles: made from the sources'],
  [/^package-lock\.json$/, 'made by npm'],
  [/^LICENSE$/, 'the text of the Apache licence'],
  [/^SECURITY\.md$/, 'made from __tests__/threats'],
  [/^docs\/reference\/(?:inputs-and-outputs|reusable-workflows)\.md$/, 'made from action.yml and the workflows'],
  [/^docs\/explanation\/incidents\.md$/, 'made from __tests__/incidents.ts'],
  [/^\.github\/flux-airflow\.schema\.json$/, 'made from src/policy/schema.ts'],
  [/^scripts\/words\/|^__tests__\/(?:repository\/word-list|unit\/scripts\/words)/, 'the word list itself'],
  [DAG_FILES, 'pull requests of DAG authors do not run this check'],
  [/\.(?:png|webp|tgz|gz|zip)$/, 'not a text'],
];

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Reads all files of the repository that people wrote. */
export function readFiles(): TextFile[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const paths = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return [...new Set(paths)]
    .filter((path) => path !== '' && !EXCEPTIONS.some(([pattern]) => pattern.test(path)))
    .flatMap((path) => {
      const text = readOrMissing(path);
      return text === undefined ? [] : [{ path, text }];
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Returns `undefined` for a deleted file, which is listed until its deletion is staged. */
function readOrMissing(path: string): string | undefined {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
