import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const SRC = join(ROOT, 'src');
const ADR = readFileSync(join(ROOT, 'docs/adr/0020-the-way-of-a-deployment.md'), 'utf8');

/** The ways of the ADR by name; each is one or more chains of files below `src/`. */
const WAYS = new Map(
  [...ADR.matchAll(/^\d\. \*\*(\w+)\*\* \((\d+) files\): (.+)$/gm)].map(([, name = '', count, text = '']) => [
    name,
    { count: Number(count), chains: chainsOf(text) },
  ]),
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

test('the ADR names the ways of commit, push, approval, image and rollout', () => {
  expect([...WAYS.keys()]).toEqual(['Commit', 'Push', 'Approval', 'Image', 'Rollout']);
});

test.each([...WAYS])('%s: each file exists and imports the next one', (_, { chains }) => {
  const files = chains.flat();
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((file) => !existsSync(join(SRC, file)))).toEqual([]);
  const links = chains.flatMap((chain) => chain.slice(1).map((to, index) => [chain[index] ?? '', to] as const));
  expect(links.filter(([from, to]) => !importsOf(from).includes(to))).toEqual([]);
});

/** The files of `src/` that call an HTTP library. */
const LAST = ['github/api/client.ts', 'http/service-call.ts', 'registry/request.ts'];

test.each([...WAYS])(
  '%s: the ADR counts the files from index.ts to the one that calls HTTP',
  (_, { count, chains }) => {
    const [way = []] = chains;
    expect(way[0]).toBe('deploy/index.ts');
    expect(LAST).toContain(way.at(-1));
    expect(way.length).toBe(count);
    expect(count).toBeLessThanOrEqual(10);
  },
);

test('no other file calls an HTTP library', () => {
  const calling = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') &&
      /new HttpClient\(|(?<![.\w])fetch\((?!\))|: \(octokit: Octokit\) => Promise<T>/.test(
        readFileSync(join(SRC, file), 'utf8'),
      ),
  );
  expect(calling.sort()).toEqual(LAST);
});
