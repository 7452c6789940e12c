import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const SRC = join(ROOT, 'src');
const ADR = readFileSync(join(ROOT, 'docs/adr/0020-the-way-of-a-deployment.md'), 'utf8');

/** The ways of the ADR by name; each is one or more chains of files below `src/`. */
const WAYS = new Map(
  [...ADR.matchAll(/^\d\. \*\*(\w+):\*\* (.+)$/gm)].map(([, name = '', text = '']) => [name, chainsOf(text)]),
);

/** Returns the chains of files in a text: `a.ts` → `b.ts`. Files without an arrow between them are in different chains. */
function chainsOf(text: string): string[][] {
  const chains = [...text.matchAll(/`[^`]+`(?: → `[^`]+`)*/g)];
  return chains.map(([chain]) => [...chain.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/^import\s[^;]*?from '(\.[^']+)'/gm)].map(([, target = '']) =>
    relative(SRC, resolve(SRC, dirname(file), target)),
  );
}

test('the ADR names the ways of commit, push, gates and image', () => {
  expect([...WAYS.keys()]).toEqual(['Commit', 'Push', 'Gates', 'Image']);
});

test.each([...WAYS])('%s: each file exists and imports the next one', (_, chains) => {
  const files = chains.flat();
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((file) => !existsSync(join(SRC, file)))).toEqual([]);
  const links = chains.flatMap((chain) => chain.slice(1).map((to, index) => [chain[index] ?? '', to] as const));
  expect(links.filter(([from, to]) => !importsOf(from).includes(to))).toEqual([]);
});

test.each(['Commit', 'Push'])('%s: at most five files from index.ts to the client', (name) => {
  const [way = []] = WAYS.get(name) ?? [];
  expect(way[0]).toBe('deploy/index.ts');
  expect(way.at(-1)).toMatch(/\/client\.ts$/);
  expect(way.length).toBeLessThanOrEqual(5);
});
