import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

test('each finding that check can give has its section in the reference, and no other has', () => {
  const sources = ['src/airflow', 'src/check'].flatMap((folder) =>
    // The list of the codes says nothing about which of them are given.
    readdirSync(join(ROOT, folder), { withFileTypes: true }).filter(
      ({ name }) => name.endsWith('.ts') && name !== 'finding.ts',
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

test('each finding of guard has its section too', () => {
  const files = ['check-file.ts', 'read-file.ts'].map((file) => readFileSync(join(ROOT, 'src/guard', file), 'utf8'));
  const text = files.join('\n');
  const given = new Set(
    [...text.matchAll(/'((?:tag|image|digest|repository|hold|file|key|sops)-[a-z-]+)'/g)].map(([, code]) => code),
  );
  const reference = readFileSync(join(ROOT, 'docs/reference/guard-findings.md'), 'utf8');
  expect(given.size).toBeGreaterThan(5);
  expect(new Set([...reference.matchAll(/^### `(.+)`$/gm)].map(([, code]) => code))).toEqual(given);
});
