import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { renderThreats, THREATS } from '../threats/render.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const threats = Object.values(THREATS).flat();

/** A test by its own name, one of a table of cases, or a row of such a table. */
const BEGINNINGS = ["test('", "])('", "name: '"];

test('there is a line for each that we know of', () => {
  expect(threats.length).toBeGreaterThan(25);
  expect(new Set(threats.map(({ attempt }) => attempt)).size).toBe(threats.length);
});

test.each(threats.map(({ attempt, test: where }) => [attempt, ...where] as const))(
  'who %s: the test of it is there',
  (_, file, name) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(BEGINNINGS.some((beginning) => text.includes(`${beginning}${name}`))).toBe(true);
  },
);

test('the page shows the table as it is', () => {
  expect(readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')).toBe(renderThreats());
});
