import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FileResult } from '../../../scripts/test-results/count-tests.ts';
import { describeTests } from '../../../scripts/test-results/describe-tests.ts';
import { type EarlierRun, readEarlierRun, writeEarlierRun } from '../../../scripts/test-results/earlier-run.ts';

const NONE: EarlierRun = { counts: [0, 0, 0], failedFiles: [] };

/** Returns a file of tests as jest reports it; https://jestjs.io/docs/api#testresult */
function file(
  name: string,
  statuses: readonly ('passed' | 'failed' | 'pending')[],
  testExecError?: FileResult['testExecError'],
) {
  const count = (wanted: string) => statuses.filter((status) => status === wanted).length;
  return {
    testFilePath: resolve(`__tests__/${name}.test.ts`),
    numPassingTests: count('passed'),
    numFailingTests: count('failed'),
    numPendingTests: count('pending'),
    numTodoTests: 0,
    testExecError,
    testResults: statuses.map((status, at) => ({
      status,
      ancestorTitles: [`suite of ${name}`],
      fullName: `suite of ${name} ${at}`,
      failureMessages: status === 'failed' ? ['Error: \u001b[31mone\u001b[39m\n   line'] : [],
    })),
  };
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'test-results-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('the last lines name what was skipped and what failed', () => {
  const files = [file('a', ['passed', 'failed']), file('b', ['pending']), file('c', [], { message: 'No module' })];
  expect(describeTests(files, NONE)).toEqual([
    'skipped: suite of b',
    'failed: __tests__/a.test.ts: suite of a 1: Error: one line',
    'failed: __tests__/c.test.ts: No module',
    '1 passed, 2 failed, 1 skipped',
  ]);
  expect(describeTests([file('d', [], { message: '', stack: 'Error: afterAll\n at x' })], NONE)[0]).toBe(
    'failed: __tests__/d.test.ts: Error: afterAll at x',
  );
});

test.each([
  [['passed', 'passed'], '4 passed, 0 failed, 1 skipped'],
  [['passed', 'failed'], '3 passed, 1 failed, 1 skipped'],
] as const)(
  'what failed once and ran again by itself is named, and counts by the second run: %j',
  async (again, line) => {
    const path = join(directory, 'run');
    expect(readEarlierRun(path)).toEqual(NONE);
    writeEarlierRun(path, [file('a', ['passed', 'passed', 'pending']), file('b', ['passed', 'failed'])]);
    expect(await readFile(path, 'utf8')).toBe('2 0 1\n__tests__/b.test.ts\n');
    const lines = describeTests([file('b', again)], readEarlierRun(path));
    expect(lines[0]).toBe('failed beside other tests, and ran again by itself: __tests__/b.test.ts');
    expect(lines.at(-1)).toBe(line);
  },
);
