import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Context } from '../../src/image/context.ts';
import { parseDockerfile } from '../../src/image/dockerfile.ts';
import { readIgnore } from '../../src/image/ignore.ts';
import { runtimeKey } from '../../src/image/runtime-key.ts';
import { splitDockerfile } from '../../src/image/split.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flux-airflow-key-'));
  mkdirSync(join(root, 'patches'));
  writeFileSync(join(root, 'requirements.txt'), 'pandas\n');
  writeFileSync(join(root, 'patches/a.diff'), '-\n');
  writeFileSync(join(root, 'setup.sh'), 'true\n');
  writeFileSync(join(root, 'dag.py'), 'print()\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const DOCKERFILE = [
  '# syntax=docker/dockerfile:1',
  'ARG V=1',
  'FROM base:$V',
  'ARG EXTRA=none',
  'ENV A=1',
  'COPY requirements.txt patches /x/',
  'RUN --mount=type=bind,source=setup.sh,target=/setup.sh pip install $EXTRA',
  'ARG LATER=1',
  'COPY dag.py /dags/',
  '',
].join('\n');

interface Change {
  readonly text?: string;
  readonly buildArgs?: Record<string, string>;
  readonly platform?: string;
  readonly digest?: string;
}

async function key({ text = DOCKERFILE, buildArgs = {}, platform = 'linux/amd64', digest = 'sha256:1' }: Change = {}) {
  const split = splitDockerfile(parseDockerfile(text, 'Dockerfile'));
  const context = new Context(root, await readIgnore(root, join(root, 'Dockerfile')));
  const { tag } = await runtimeKey({ split, buildArgs, platform, context, bases: new Map([['base:1', digest]]) });
  return tag;
}

const edit = (from: string, to: string): Change => ({ text: DOCKERFILE.replace(from, to) });

test('the key is the same everywhere', async () => {
  expect(await key()).toBe('runtime-3aa5d0639803a6bfc9332302f0564092');
});

test.each<[string, Change]>([
  ['a RUN', edit('pip install', 'pip install -U')],
  ['a variable', edit('A=1', 'A=2')],
  ['a default of an argument', edit('none', 'some')],
  ['a flag', edit('COPY requirements', 'COPY --chown=1 requirements')],
  ['the syntax', edit('dockerfile:1', 'dockerfile:1.7')],
  ['a build argument that it declares', { buildArgs: { EXTRA: 'x' } }],
  ['the platform', { platform: 'linux/arm64' }],
  ['the digest of the base image', { digest: 'sha256:2' }],
])('%s changes it', async (_, change) => {
  expect(await key(change)).not.toBe(await key());
});

test.each<[string, () => void]>([
  ['the content of a copied file', () => writeFileSync(join(root, 'requirements.txt'), 'polars\n')],
  ['a file in a copied folder', () => writeFileSync(join(root, 'patches/b.diff'), '')],
  ['whether a copied file is executable', () => chmodSync(join(root, 'patches/a.diff'), 0o755)],
  ['a link in a copied folder', () => symlinkSync('a.diff', join(root, 'patches/link'))],
  ['a mounted file', () => writeFileSync(join(root, 'setup.sh'), 'false\n')],
  ['what is ignored of it', () => writeFileSync(join(root, '.dockerignore'), 'patches/a.diff\n')],
])('%s changes it', async (_, change) => {
  const before = await key();
  change();
  expect(await key()).not.toBe(before);
});

test.each<[string, Change]>([
  ['the code', edit('COPY dag.py /dags/', 'COPY dag.py /other/\nCMD ["x"]')],
  ['an argument of the code', { buildArgs: { LATER: '2' } }],
  ['an argument that nobody declares', { buildArgs: { HTTP_TIMEOUT: '1' } }],
  ['a comment', edit('ENV A=1', '# why\nENV A=1')],
  ['how a line is broken', edit('pip install', '\\\npip install')],
])('%s does not change it', async (_, change) => {
  expect(await key(change)).toBe(await key());
});

test('a DAG, a file beside it, a umask do not change it', async () => {
  const before = await key();
  writeFileSync(join(root, 'dag.py'), 'print(1)\n');
  writeFileSync(join(root, 'README.md'), 'new\n');
  chmodSync(join(root, 'requirements.txt'), 0o664);
  chmodSync(join(root, 'patches'), 0o2775);
  expect(await key()).toBe(before);
});
