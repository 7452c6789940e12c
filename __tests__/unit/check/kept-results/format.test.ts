import { expect, test } from '@jest/globals';
import { formatResults, parseResults } from '../../../../src/check/kept-results/format.ts';
import { SAMPLE } from './sample-result.ts';

const OTHER = { ...SAMPLE, file: 'b.py', isCompared: false, reads: SAMPLE.reads.slice(0, 1) };

test('results come back as they were written', () => {
  expect(parseResults(formatResults([SAMPLE, OTHER]))).toEqual([SAMPLE, OTHER]);
});

test('a read that results share is written once', () => {
  expect(formatResults([SAMPLE, OTHER]).match(/common\.py/g)).toHaveLength(1);
});

test.each([
  ['the report', '\\"file\\":', '\\"life\\":'],
  ['a signature', 's2', 's3'],
  ['the surroundings', 'airflow 3', 'airflow 4'],
  ['the number of loads', '"isCompared":true', '"isCompared":false'],
])('a result is left out if %s was changed in the file', (_, before, after) => {
  const text = formatResults([SAMPLE]);
  expect(text).toContain(before);
  expect(parseResults(text.replace(before, after))).toEqual([]);
});

test.each(['', '{', '[]', '{"version":0,"reads":[],"results":[]}', formatResults([SAMPLE]).slice(0, -9)])(
  'a file without results counts as none: %s',
  (text) => {
    expect(parseResults(text)).toEqual([]);
  },
);
