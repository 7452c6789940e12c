import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { findDifferences } from '../../scripts/bundled/difference.ts';

test('dist/ is what the sources make, byte for byte, with no file more and none less', () => {
  expect(findDifferences(resolve(import.meta.dirname, '../..'))).toEqual([]);
}, 180_000);
