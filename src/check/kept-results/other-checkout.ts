import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debug } from '@actions/core';
import type { FileReport } from '../../airflow/inventory.ts';
import type { OtherCheckout, Verified } from '../../airflow/loading.ts';
import type { Python } from '../../airflow/python.ts';
import type { Statistics } from './incremented.ts';
import type { KeptResult } from './kept-result.ts';
import type { KeptResults } from './kept-results.ts';

/**
 * Returns a checkout as a loader of `python` can verify its kept results. `undefined` if it needs a loader of its own: in
 * another container, or with other settings.
 */
export function otherCheckout(other: Python, python: Python): Omit<OtherCheckout, 'kept'> | undefined {
  if (!('args' in other && 'args' in python)) return undefined;
  const { environment, dagFolder, roots, cwd } = other;
  if (programOf(other) !== programOf(python) || cwd === undefined) return undefined;
  return { environment, dagFolder, roots, folder: cwd };
}

function programOf({ command, environment, image, ...python }: Python): string {
  const args = 'args' in python ? python.args : [];
  return JSON.stringify([command, args, image ?? null, Object.keys(environment).sort()]);
}

/** What Airflow looks for in the text of a file, in any case, before it loads it. */
const WORDS = ['dag', 'airflow'];

/**
 * Returns whether a DAG file of a checkout seems to have no result, such as one that reads the clock, so that its own loader
 * can start at once. It only saves time: a file may not be one that Airflow loads.
 */
export async function seemsToNeedLoader({ dagFolder }: Pick<Python, 'dagFolder'>, results: KeptResults) {
  const names = await readdir(dagFolder, { recursive: true }).catch(() => []);
  for (const name of names) {
    if (!name.endsWith('.py') || results.of(name).length > 0) continue;
    const text = (await readFile(join(dagFolder, name), 'utf8').catch(() => '')).toLowerCase();
    if (WORDS.every((word) => text.includes(word))) return true;
  }
  return false;
}

/** Returns the valid result of each file of a checkout; `undefined` if a file has none. */
export function validResults(
  verified: Verified,
  resultsOf: (file: string) => readonly KeptResult[],
): readonly KeptResult[] | undefined {
  if ('because' in verified) return reject(verified.because);
  const { files, kept } = verified;
  const found: KeptResult[] = [];
  for (const file of files) {
    const { id = -1, because = 'it is new' } = kept.get(file) ?? {};
    const result = resultsOf(file)[id];
    if (result === undefined) return reject(`${file} has no valid result: ${because}`);
    found.push(result);
  }
  return found;
}

function reject(reason: string): undefined {
  debug(`The base has a loader of its own: ${reason}.`);
}

/** Returns the files of a checkout of which nothing needs to be loaded. */
export function takeResults(
  valid: readonly KeptResult[],
  results: KeptResults,
  python: Python,
): { readonly inventory: { readonly files: readonly FileReport[] }; readonly statistics: Statistics } {
  results.see(valid.map(({ file }) => file));
  for (const result of valid) results.use(result);
  const files = valid.map((result) => results.reportOf(result, python));
  return { inventory: { files }, statistics: { kept: files.length, loaded: new Map(), unkept: new Map() } };
}
