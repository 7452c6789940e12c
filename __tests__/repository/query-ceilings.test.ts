import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { CEILINGS } from '../../sandbox/stage/ceilings.ts';

const SRC = resolve(import.meta.dirname, '../../src');

test('every query of the actions has a ceiling of points, which the stand-in enforces in every test', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const names = files.flatMap((path) =>
    [
      ...readFileSync(join(SRC, path), 'utf8').matchAll(
        /^\s*(?:export const \w+ = .*`)?\s*(?:query|mutation) ([A-Z]\w+)/gm,
      ),
    ].map(([, name]) => name),
  );
  expect([...new Set(names)].toSorted()).toEqual(Object.keys(CEILINGS));
});
