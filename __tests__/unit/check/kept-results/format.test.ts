import { hash } from 'node:crypto';
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
  ['the report', '\n{"file":', '\n{"life":'],
  ['a signature', 's2', 's3'],
  ['the surroundings', 'airflow 3', 'airflow 4'],
  ['the number of loads', '"isCompared":true', '"isCompared":false'],
  ['an index of a read', '[0,1]', '[0,7]'],
])('no result counts if %s was changed in the file', (_, before, after) => {
  const text = formatResults([SAMPLE]);
  expect(text).toContain(before);
  expect(parseResults(text.replace(before, after))).toEqual([]);
});

test('a text with a valid hash, but not one report for each result, counts as none', () => {
  const lines = formatResults([SAMPLE]).split('\n').slice(1);
  const sign = (text: string) => `${hash('sha256', text, 'base64')}\n${text}`;
  expect(parseResults(sign(lines.join('\n')))).toEqual([SAMPLE]);
  expect(parseResults(sign(lines.slice(0, -1).join('\n')))).toEqual([]);
  expect(parseResults(sign([...lines, '{}'].join('\n')))).toEqual([]);
});

test.each([
  '',
  '{',
  'null',
  '{"version":1,"reads":[],"results":[]}',
  `${hash('sha256', '{"version":1}', 'base64')}\n{"version":1}`,
  formatResults([SAMPLE]).slice(0, -9),
])('a file without results, or of another program, counts as none: %s', (text) => {
  expect(parseResults(text)).toEqual([]);
});

test('no cut and no changed byte gives a result', () => {
  const text = formatResults([SAMPLE, OTHER]);
  for (let at = 0; at < text.length; at += 1) {
    const damaged = [text.slice(0, at), `${text.slice(0, at)}\u0000${text.slice(at + 1)}`];
    expect(damaged.flatMap(parseResults)).toEqual([]);
  }
});
