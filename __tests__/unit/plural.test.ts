import { expect, test } from '@jest/globals';
import { plural } from '../../src/plural.ts';

test('only one thing has a singular noun', () => {
  expect([0, 1, 2].map((count) => plural(count, 'file'))).toEqual(['0 files', '1 file', '2 files']);
  expect([0, 1, 2].map((count) => plural(count, 'retry', 'retries'))).toEqual(['0 retries', '1 retry', '2 retries']);
});
