import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const SRC = resolve(import.meta.dirname, '../../src');

/** What each box of `src/` may import, beside itself: entry → use case → pure modules and adapters. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'error-codes': [],
  errors: ['error-codes'],
  wire: ['errors'],
  values: ['errors'],
  policy: ['errors'],
  image: ['errors', 'wire'],
  registry: ['errors', 'wire', 'image'],
  github: ['errors', 'wire', 'values', 'policy'],
  action: ['error-codes', 'errors', 'wire', 'github', 'registry', 'values'],
  airflow: ['errors'],
  argocd: ['errors', 'wire'],
  'airflow-api': ['errors', 'wire'],
  verify: ['errors', 'github', 'policy'],
  secrets: ['errors', 'image'],
  build: ['errors', 'action', 'image', 'registry', 'secrets'],
  push: ['errors', 'action', 'image', 'registry'],
  'bump-values': ['errors', 'action', 'github', 'image', 'registry', 'values', 'verify'],
  check: ['errors', 'action', 'airflow', 'build', 'bump-values', 'github', 'image', 'policy', 'values', 'verify'],
  guard: ['errors', 'action', 'bump-values', 'registry', 'values'],
  protect: ['errors', 'action', 'github', 'policy', 'verify'],
  'deployments-page': ['errors'],
  status: ['errors', 'wire', 'action', 'argocd', 'bump-values', 'deployments-page', 'github', 'registry', 'values'],
  deploy: ['errors', 'action', 'airflow-api', 'argocd', 'build', 'bump-values', 'github', 'image', 'push', 'registry'],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function box(path: string): string {
  return relative(SRC, path).replace(/\.ts$/, '').split('/')[0] ?? '';
}

const imports: Import[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    return [...text.matchAll(/^(?:import|export)\s+(type )?[^;]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gm)].map(
      ([, type, named, loaded]) => {
        const target = resolve(dirname(join(SRC, file)), named ?? loaded ?? '');
        return {
          file,
          from: box(join(SRC, file)),
          to: box(target),
          target: relative(SRC, target),
          typeOnly: type !== undefined,
        };
      },
    );
  });

test('imports were found in every box', () => {
  expect([...new Set(imports.map(({ from }) => from))].sort()).toEqual(
    Object.keys(ARROWS)
      .filter((name) => name !== 'error-codes')
      .sort(),
  );
});

test('every import follows an arrow of the house', () => {
  const wrong = imports.filter(({ from, to, typeOnly }) => {
    if (from === to) return false;
    // The runner's side fills the use cases' options: it knows their types, and calls none of them.
    return !(ARROWS[from]?.includes(to) || (from === 'action' && typeOnly));
  });
  expect(wrong.map(({ file, to }) => `${file} → ${to}`)).toEqual([]);
});

test('nobody imports an entry point', () => {
  expect(imports.filter(({ target }) => /^[^/]+\/index\.ts$/.test(target)).map(({ file }) => file)).toEqual([]);
});

test('entry points only wire: at most 25 lines', () => {
  const entries = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('/index.ts'));
  const long = entries.filter((file) => readFileSync(join(SRC, file), 'utf8').trimEnd().split('\n').length > 25);
  expect(entries.length).toBeGreaterThan(3);
  expect(long).toEqual([]);
});

test('only one file knows AWS', () => {
  const knowing = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && readFileSync(join(SRC, file), 'utf8').includes('@aws-sdk/'),
  );
  expect(knowing).toEqual(['registry/ecr.ts']);
});
