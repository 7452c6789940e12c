import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { findDifferences } from '../../scripts/bundled/difference.ts';

test('dist/ equals a fresh build of the sources, byte for byte, without missing or extra files', () => {
  expect(findDifferences(resolve(import.meta.dirname, '../..'))).toEqual([]);
});
