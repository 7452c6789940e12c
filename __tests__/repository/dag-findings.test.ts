import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { fillLevels } from '../../scripts/dag-findings.ts';
import { GUARD_CODES } from '../../src/guard/finding.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('the reference has a section for exactly the findings that check can report', () => {
  const sources = ['src/airflow', 'src/check'].flatMap((folder) =>
    // The catalogue does not show which of the codes are used.
    readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true }).filter(
      ({ name }) => name.endsWith('.ts') && name !== 'catalog.ts',
    ),
  );
  const text = sources.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
  const given = new Set([...text.matchAll(/'((?:dag|parse|drift)-[a-z-]+)'/g)].map(([, code]) => code));
  const reference = readFileSync(join(ROOT, 'docs/reference/dag-findings.md'), 'utf8');
  const headings = [...reference.matchAll(/^### (.+)$/gm)].flatMap(([, heading = '']) => [
    ...heading.matchAll(/`([^`]+)`/g),
  ]);
  expect(given.size).toBeGreaterThan(10);
  expect(new Set(headings.map(([, code]) => code))).toEqual(given);
});

test('the table of the reference is that of the catalogue', () => {
  const page = readFileSync(join(ROOT, 'docs/reference/dag-findings.md'), 'utf8');
  expect(fillLevels(page)).toBe(page);
});

test('each finding of guard has a section, and is used in the code', () => {
  const reference = readFileSync(join(ROOT, 'docs/reference/guard-findings.md'), 'utf8');
  const headings = [...reference.matchAll(/^### `(.+)`$/gm)].map(([, code]) => code);
  expect(headings.toSorted()).toEqual([...GUARD_CODES].toSorted());
  const files = [
    'guard/check-file.ts',
    'guard/check-image.ts',
    'guard/read-file.ts',
    'gitops/target.ts',
    'gitops/image-state.ts',
  ];
  const text = files.map((file) => readFileSync(join(ROOT, 'src', file), 'utf8')).join('\n');
  expect(GUARD_CODES.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});
