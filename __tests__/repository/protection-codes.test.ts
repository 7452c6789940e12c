import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

test('the reference has a row for exactly the codes of protect', () => {
  const sources = readdirSync(join(ROOT, 'src/protect'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, 'src/protect', file), 'utf8'));
  const codes = sources.flatMap((text) =>
    [...text.matchAll(/(?:code[:=] ?|const code = |demand\(\s*)'([a-z-]+)'/g)].map(([, code]) => code),
  );
  const page = readFileSync(join(ROOT, 'docs/reference/protection.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(rows.length).toBeGreaterThan(15);
  expect(rows.toSorted()).toEqual([...new Set(codes)].toSorted());
});
