import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { addCounts, countTests, type FileResult } from './count-tests.ts';
import type { EarlierRun } from './earlier-run.ts';

/** Returns the last lines of a run: the skipped suites, what ran twice, the failures, and the numbers of tests. */
export function describeTests(files: readonly FileResult[], earlier: EarlierRun): readonly string[] {
  const tests = files.flatMap((file) => file.testResults);
  const skipped = tests.filter(({ status }) => status === 'pending').map(({ ancestorTitles }) => ancestorTitles[0]);
  const [passed, failed, pending] = addCounts([earlier.counts, ...files.map(countTests)]);
  return [
    ...[...new Set(skipped)].map((name) => `skipped: ${name ?? 'a test without a suite'}`),
    ...earlier.failedFiles.map((file) => `failed beside other tests, and ran again by itself: ${file}`),
    ...files.flatMap(describeFailures),
    `${passed} passed, ${failed} failed, ${pending} skipped`,
  ];
}

/** Returns a line for each failure, with the start of its message: often only the end of a long log is kept. */
function describeFailures({ testFilePath, testResults, testExecError }: FileResult): readonly string[] {
  const failures = testResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0] ?? ''}`);
  // A failed hook has no message, only a stack.
  if (testExecError) failures.push(testExecError.message || testExecError.stack || String(testExecError));
  const where = relative('', testFilePath);
  const oneLine = (text: string) => stripVTControlCharacters(text).replace(/\s+/g, ' ').slice(0, 300);
  return failures.map((text) => `failed: ${where}: ${oneLine(text)}`);
}
