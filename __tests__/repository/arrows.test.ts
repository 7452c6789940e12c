import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const SRC = resolve(import.meta.dirname, '../../src');

/** Lists the folders (and files) of `src/` that each folder may import: entry → use case → pure modules and adapters. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'error-codes': [],
  errors: ['error-codes'],
  http: ['errors'],
  values: ['errors'],
  policy: ['errors'],
  airflow: ['errors'],
  image: ['errors', 'http'],
  secrets: ['errors', 'image'],
  registry: ['errors', 'http', 'image'],
  github: ['errors', 'http', 'policy', 'values'],
  argocd: ['errors', 'http'],
  'airflow-api': ['errors', 'http'],
  sigstore: ['errors', 'http'],
  approval: ['errors', 'github', 'policy'],
  translate: ['airflow-api', 'argocd', 'error-codes', 'errors', 'github', 'registry', 'sigstore'],
  runner: ['error-codes', 'errors', 'http', 'translate'],
  gitops: ['approval', 'errors', 'github', 'registry', 'values'],
  attestation: ['approval', 'errors', 'gitops', 'image', 'registry', 'sigstore'],
  inputs: [
    'approval',
    'attestation',
    'sigstore',
    'argocd',
    'errors',
    'github',
    'gitops',
    'http',
    'image',
    'registry',
    'runner',
    'values',
  ],
  gates: ['approval', 'attestation', 'errors', 'github', 'gitops', 'image', 'runner', 'translate', 'values'],
  build: ['errors', 'image', 'inputs', 'registry', 'runner', 'secrets'],
  push: ['attestation', 'errors', 'image', 'inputs', 'registry', 'runner'],
  'bump-values': [
    'approval',
    'attestation',
    'errors',
    'gates',
    'github',
    'gitops',
    'image',
    'inputs',
    'registry',
    'runner',
    'values',
  ],
  check: [
    'airflow',
    'approval',
    'build',
    'errors',
    'github',
    'gitops',
    'image',
    'inputs',
    'policy',
    'runner',
    'translate',
    'values',
  ],
  guard: ['attestation', 'errors', 'github', 'gitops', 'inputs', 'registry', 'runner', 'translate', 'values'],
  protect: ['approval', 'errors', 'github', 'policy', 'runner'],
  'deployments-page': [],
  status: [
    'approval',
    'argocd',
    'deployments-page',
    'errors',
    'github',
    'gitops',
    'http',
    'inputs',
    'registry',
    'runner',
    'translate',
    'values',
  ],
  deploy: [
    'airflow-api',
    'argocd',
    'attestation',
    'build',
    'bump-values',
    'errors',
    'gates',
    'github',
    'gitops',
    'image',
    'inputs',
    'push',
    'registry',
    'runner',
    'translate',
    'values',
  ],
};

/** The files that import nothing of ours, and that every folder may import. */
const LEAVES = [
  'bytes',
  'dag-codes',
  'eager',
  'findings',
  'image-reference',
  'markdown',
  'parse-json',
  'plural',
  'renewed',
  'time',
  'write-permission',
];

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly target: string;
}

function box(path: string): string {
  return relative(SRC, path).replace(/\.ts$/, '').split('/')[0] ?? '';
}

const imports: Import[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    return [...text.matchAll(/^(?:import|export)\s+[^;]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gm)].map(
      ([, named, loaded]) => {
        const target = resolve(dirname(join(SRC, file)), named ?? loaded ?? '');
        return {
          file,
          from: box(join(SRC, file)),
          to: box(target),
          target: relative(SRC, target),
        };
      },
    );
  });

test('every folder has imports', () => {
  const across = imports.filter(({ from, to }) => from !== to && !LEAVES.includes(to));
  expect([...new Set(across.map(({ from }) => from))].sort()).toEqual(
    Object.keys(ARROWS)
      .filter((name) => ARROWS[name]?.length !== 0)
      .sort(),
  );
});

test('every import is allowed by ARROWS', () => {
  const wrong = imports.filter(({ from, to }) => from !== to && !LEAVES.includes(to) && !ARROWS[from]?.includes(to));
  expect(wrong.map(({ file, to }) => `${file} → ${to}`)).toEqual([]);
});

test('no file imports an entry point', () => {
  expect(imports.filter(({ target }) => /^[^/]+\/index\.ts$/.test(target)).map(({ file }) => file)).toEqual([]);
});

test('entry points only wire: at most 25 lines', () => {
  const entries = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('/index.ts'));
  const long = entries.filter((file) => readFileSync(join(SRC, file), 'utf8').trimEnd().split('\n').length > 25);
  expect(entries.length).toBeGreaterThan(3);
  expect(long).toEqual([]);
});

test('the command line imports the actions’ code, never the other way round', () => {
  const root = resolve(SRC, '..');
  const above = ['src', 'sandbox', 'demo'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  const wrong = above.filter((file) => /from '(?:\.\.\/)+cli\//.test(readFileSync(join(root, file), 'utf8')));
  expect(above.length).toBeGreaterThan(500);
  expect(wrong).toEqual([]);
});

test('a command of the command line imports no other command', () => {
  const folder = resolve(SRC, '../cli/commands');
  const wrong = readdirSync(folder).filter((file) => /from '\.\//.test(readFileSync(join(folder, file), 'utf8')));
  expect(wrong).toEqual([]);
});

test('only the providers of Amazon ECR and its role know AWS', () => {
  const knowing = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && readFileSync(join(SRC, file), 'utf8').includes('@aws-sdk/'),
  );
  expect(knowing.sort()).toEqual(['registry/providers/aws-role.ts', 'registry/providers/ecr.ts']);
});
