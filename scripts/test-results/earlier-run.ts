import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { addCounts, type Counts, countTests, type FileResult } from './count-tests.ts';

/** The run whose failed files this one repeats. */
export interface EarlierRun {
  /** The tests of the files that passed. */
  readonly counts: Counts;
  readonly failedFiles: readonly string[];
}

/** Returns the run that is noted in a file; without a file, one without tests. */
export function readEarlierRun(path: string | undefined): EarlierRun {
  if (path === undefined || !existsSync(path)) return { counts: [0, 0, 0], failedFiles: [] };
  const [counts = '', ...failedFiles] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const [passed = 0, failed = 0, skipped = 0] = counts.split(' ').map(Number);
  return { counts: [passed, failed, skipped], failedFiles };
}

/** Notes a run so that a shell can read it: a line of numbers, then a line for each file that failed. */
export function writeEarlierRun(path: string, files: readonly FileResult[]): void {
  const failed = files.filter((file) => countTests(file)[1] > 0);
  const counts = addCounts(files.filter((file) => !failed.includes(file)).map(countTests));
  const lines = [counts.join(' '), ...failed.map(({ testFilePath }) => relative('', testFilePath))];
  writeFileSync(path, `${lines.join('\n')}\n`);
}
