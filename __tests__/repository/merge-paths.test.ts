import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { WAYS } from '../e2e/merge-paths/merge-paths.ts';
import { fillTable } from '../e2e/merge-paths/table.ts';

const PAGE = join(resolve(import.meta.dirname, '../..'), 'docs/explanation/merge-paths.md');

test('the table of merge paths matches the scenarios (npm run docs)', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toBe(fillTable(page, WAYS));
});

test('each merge path has a unique name', () => {
  expect(new Set(WAYS.map(({ name }) => name)).size).toBe(WAYS.length);
});
