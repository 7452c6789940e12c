import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { CEILINGS } from '../../sandbox/stage/ceilings.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('every query of the actions and of the smoke test has a ceiling of points, which the stand-in enforces in every test', () => {
  const files = ['src', 'scripts/smoke'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(ROOT, folder, path)),
  );
  const names = files.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^\s*(?:export const \w+ = .*`)?\s*(?:query|mutation) ([A-Z]\w+)/gm)].map(
      ([, name]) => name,
    ),
  );
  expect([...new Set(names)].toSorted()).toEqual(Object.keys(CEILINGS));
});
