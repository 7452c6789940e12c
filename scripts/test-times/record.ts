import { writeFileSync } from 'node:fs';
import { nameTestFile, readTimes, TIMES } from './test-files.ts';

/** One test file, as jest reports it. */
export interface TestResult {
  readonly testFilePath: string;
  readonly perfStats: { readonly runtime: number };
  readonly numFailingTests: number;
  readonly numPassingTests: number;
}

/** Writes the time of each file that passed into `seconds.json`. Files that did not run keep theirs. */
export function recordTimes(results: readonly TestResult[]): void {
  const passed = results.filter(({ numFailingTests, numPassingTests }) => numFailingTests === 0 && numPassingTests > 0);
  const measured = passed.map(({ testFilePath, perfStats }): [string, number] => [
    nameTestFile(testFilePath),
    Math.round(perfStats.runtime / 1_000),
  ]);
  const times = Object.entries({ ...readTimes(), ...Object.fromEntries(measured) });
  const long = times.filter(([, seconds]) => seconds >= 2).toSorted(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(TIMES, `${JSON.stringify(Object.fromEntries(long), null, 2)}\n`);
}
