import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { renderThreats, THREATS } from '../threats/render.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const threats = Object.values(THREATS).flat();

/** Returns true if the name of a test starts with `name`: as the first argument of a call, or in a row of a table. */
function holds(text: string, name: string): boolean {
  const before = text.split(`'${name}`).slice(0, -1);
  return before.some((part) => /(?:\(\s*|\bname: )$/.test(part));
}

test('there are more than 25 threats, without duplicates', () => {
  expect(threats.length).toBeGreaterThan(25);
  expect(new Set(threats.map(({ attempt }) => attempt)).size).toBe(threats.length);
});

test.each(threats.map(({ attempt, test: where }) => [attempt, ...where] as const))(
  'who %s: its test exists',
  (_, file, name) => {
    expect(holds(readFileSync(join(ROOT, file), 'utf8'), name)).toBe(true);
  },
);

test.each([
  ["test('it is red', () => {", true],
  ["test.concurrent(\n  'it is red: with its cause',\n  onStage(", true],
  ["test.each(CASES)('it is red', () => {", true],
  ["  { name: 'it is red', input }", true],
  ["test('now it is red', () => {", false],
  ["test('else', () => {}); // 'it is red'", false],
  ["const word = 'it is red';", false],
] as const)('of a test in %j: %p', (text, isNamed) => {
  expect(holds(text, 'it is red')).toBe(isNamed);
});

test('the page matches the table (npm run docs)', () => {
  expect(readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')).toBe(renderThreats());
});
