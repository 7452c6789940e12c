import { expect, test } from '@jest/globals';
import { commonFolder, formatDuration, formatSpread } from '../../../src/deployments-page/format.ts';

test('times in words', () => {
  expect([undefined, 0.4, 59.6, 200, 3600, 7500, 90_000, 172_800].map(formatDuration)).toEqual([
    '–',
    '0 s',
    '1 min',
    '3 min 20 s',
    '1 h',
    '2 h 5 min',
    '1 d 1 h',
    '2 d',
  ]);
  expect([undefined, { median: 60, p90: 200 }].map(formatSpread)).toEqual(['–', '1 min, 3 min 20 s']);
});

test('the folder that all values files are in', () => {
  expect(commonFolder(['a/b/x.yaml', 'a/b/y.yaml'])).toBe('a/b/');
  expect(commonFolder(['a/bc/x.yaml', 'a/b/y.yaml'])).toBe('a/');
  expect(commonFolder(['a/b/x.yaml', 'y.yaml'])).toBe('');
  expect(commonFolder([])).toBe('');
});
