import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

test('every error code has a section in the reference, and no section is without its code', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const codes = sources.flatMap((file) =>
    [
      ...readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(
        /UserError\(\s*(?:[^'"()]*\? )?'([a-z-]+)'(?:\s*:\s*'([a-z-]+)')?/g,
      ),
    ].flatMap(([, first, second]) => [first, second].filter((code) => code !== undefined)),
  );
  const page = readFileSync(join(ROOT, 'docs/reference/errors.md'), 'utf8');
  const sections = [...page.matchAll(/^## `?([a-z-]+)`?$/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(20);
  expect(sections.toSorted()).toEqual([...new Set([...codes, 'outage'])].toSorted());
});
