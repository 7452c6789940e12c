import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { estimate, formatDuration, formatEstimate } from '../../../scripts/test-times/estimate.ts';
import { readNeededParts } from '../../../scripts/test-times/needed-parts.ts';
import { readTestFiles, readTimes } from '../../../scripts/test-times/test-files.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const HELM = '__tests__/real/helm-values.test.ts';
const file = (path: string, seconds: number, ...suites: string[][]) => ({ path, seconds, suites });

test('the parts of each suite are read from a test file, also when the call takes several lines', () => {
  // Not in one word, because this file is itself read for the suites of its own.
  const call = `describe${'With'}`;
  const text = `${call}(['a'], 'x', f);\n${call}(\n  ['a', 'b-1'],\n`;
  expect(readNeededParts(text)).toEqual([['a'], ['a', 'b-1']]);
  expect(readTestFiles([join(ROOT, HELM)])).toEqual([file(HELM, expect.any(Number) as unknown as number, ['helm'])]);
});

test('the files share the workers, but no run is shorter than its longest file', () => {
  const files = [file('a', 30), file('b', 30), file('c', 30)];
  expect(estimate(files, 3, () => true).seconds).toBe(30);
  expect(estimate([...files, file('d', 200)], 3, () => true).seconds).toBe(200);
  expect(estimate([], 3, () => true).seconds).toBe(0);
});

test('a file is skipped when no suite of it has its parts', () => {
  const files = [file('a', 10), file('b', 60, ['x'], ['y']), file('c', 300, ['y', 'z'])];
  const expected = estimate(files, 1, (part) => part === 'x');
  expect(expected).toEqual({ seconds: 70, skipped: ['c'], missing: ['y', 'z'] });
  expect(formatEstimate(expected, 3)).toBe(
    '3 test files: about 70 seconds if nothing else uses the machine\nSkipped because a real part is missing: 1 of them (scripts/real-parts y z)',
  );
});

test.each([
  [0, '0 seconds'],
  [61, '70 seconds'],
  [100, '2 minutes'],
  [642, '11 minutes'],
])('%d seconds are written as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('each file whose time was measured exists', () => {
  expect(Object.keys(readTimes()).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
