import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { INCIDENTS, renderIncidents } from '../incidents.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test.each(INCIDENTS.flatMap(({ what, test: where }) => (where === undefined ? [] : [[what, ...where] as const])))(
  '%s: its test exists',
  (_, file, name) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(`test('${name}`);
  },
);

test('the page matches the table (npm run docs)', () => {
  expect(readFileSync(join(ROOT, 'docs/explanation/incidents.md'), 'utf8')).toBe(renderIncidents());
});
