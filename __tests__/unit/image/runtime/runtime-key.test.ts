import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Context } from '../../../../src/image/context/context.ts';
import { readIgnore } from '../../../../src/image/context/ignore.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';
import { type RuntimeKey, runtimeKey } from '../../../../src/image/runtime/runtime-key.ts';

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

async function wholeKey({
  text = DOCKERFILE,
  buildArgs = {},
  platform = 'linux/amd64',
  digest = 'sha256:1',
}: Change = {}): Promise<RuntimeKey> {
  const split = splitDockerfile(parseDockerfile(text, 'Dockerfile'));
  const context = new Context(root, await readIgnore(root, join(root, 'Dockerfile')));
  return runtimeKey({ split, buildArgs, platform, context, bases: new Map([['base:1', digest]]) });
}

async function key(change?: Change): Promise<string> {
  return (await wholeKey(change)).tag;
}

const edit = (from: string, to: string): Change => ({ text: DOCKERFILE.replace(from, to) });

test('the key is the same everywhere', async () => {
  expect(await key()).toBe('runtime-f7534d95b8a7535181c64ea712aefe26');
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
])('the key changes with %s', async (_, change) => {
  expect(await key(change)).not.toBe(await key());
});

test.each<[string, () => void]>([
  ['the content of a copied file', () => writeFileSync(join(root, 'requirements.txt'), 'polars\n')],
  ['a file in a copied folder', () => writeFileSync(join(root, 'patches/b.diff'), '')],
  ['whether a copied file is executable', () => chmodSync(join(root, 'patches/a.diff'), 0o755)],
  ['a link in a copied folder', () => symlinkSync('a.diff', join(root, 'patches/link'))],
  ['a mounted file', () => writeFileSync(join(root, 'setup.sh'), 'false\n')],
  ['an ignored file', () => writeFileSync(join(root, '.dockerignore'), 'patches/a.diff\n')],
])('the key changes with %s', async (_, change) => {
  const before = await key();
  change();
  expect(await key()).not.toBe(before);
});

test.each<[string, Change]>([
  ['the code', edit('COPY dag.py /dags/', 'COPY dag.py /other/\nCMD ["x"]')],
  ['an argument of the code', { buildArgs: { LATER: '2' } }],
  ['an undeclared argument', { buildArgs: { HTTP_TIMEOUT: '1' } }],
  ['a comment', edit('ENV A=1', '# why\nENV A=1')],
  ['a line break', edit('pip install', '\\\npip install')],
])('the key does not change with %s', async (_, change) => {
  expect(await key(change)).toBe(await key());
});

test('the key does not change with a DAG, a file beside it or a umask', async () => {
  const before = await key();
  writeFileSync(join(root, 'dag.py'), 'print(1)\n');
  writeFileSync(join(root, 'README.md'), 'new\n');
  chmodSync(join(root, 'requirements.txt'), 0o664);
  chmodSync(join(root, 'patches'), 0o2775);
  expect(await key()).toBe(before);
});

/** Returns a Dockerfile whose runtime has this line. */
const having = (line: string): string => `FROM base:1\n${line}\nRUN true\nCOPY dag.py /dags/\n`;

test.each<[string, string, () => void]>([
  ['--parents with a wildcard', 'COPY --parents patches/**/*.diff /x/', () => deepFile()],
  ['--parents with a pivot', 'COPY --parents ./patches/./**/*.diff /x/', () => deepFile()],
  ['a wildcard of folders', 'COPY patch*/d?ep /x/', () => deepFile()],
  ['--from without a value', 'COPY --from= patches /x/', () => deepFile()],
  ['an unknown flag', 'COPY --select=new README* /x/', () => deepFile()],
  ['a mount in upper case', 'RUN --mount=TYPE=bind,SOURCE=patches,TARGET=/x true', () => deepFile()],
  ['a mount in quotes', 'RUN --mount="type=bind,""source=patches"",target=/x" true', () => deepFile()],
  ['a mount of a type that is a variable', 'RUN --mount=type=$T,source=patches,target=/x true', () => deepFile()],
  ['a mount of everything', 'RUN --mount=target=/x true', () => deepFile()],
])('the key includes a file that %s may read', async (_, line, change) => {
  const before = await key({ text: having(line) });
  change();
  expect(await key({ text: having(line) })).not.toBe(before);
});

function deepFile(): void {
  mkdirSync(join(root, 'patches/deep'));
  writeFileSync(join(root, 'patches/deep/b.diff'), '+\n');
}

test('a link that a wildcard matches is part of the key by its name', async () => {
  const text = having('COPY *.sh /x/');
  symlinkSync('setup.sh', join(root, 'one.sh'));
  const before = await key({ text });
  rmSync(join(root, 'one.sh'));
  symlinkSync('setup.sh', join(root, 'two.sh'));
  expect(await key({ text })).not.toBe(before);
});

test('files that --parents reads through a link are part of the key', async () => {
  const text = having('COPY --parents links/**/x /y/');
  mkdirSync(join(root, 'links'));
  symlinkSync('../patches', join(root, 'links/patches'));
  const before = await key({ text });
  writeFileSync(join(root, 'patches/x'), '');
  expect(await key({ text })).not.toBe(before);
});

test.each<[string, string, string]>([
  ['whose name is quoted', 'ARG "TOKEN"', 'TOKEN'],
  ['whose name is made of a variable', `ARG TO\${NONE}KEN`, 'TOKEN'],
  ['that a trigger may declare', 'ONBUILD ARG TOKEN', 'TOKEN'],
  ['that BuildKit reads', 'ENV A=1', 'BUILDKIT_SYNTAX'],
  ['that BuildKit reads as a time', 'ENV A=1', 'SOURCE_DATE_EPOCH'],
])('the key includes a build argument %s', async (_, line, name) => {
  const text = having(line);
  expect(await key({ text, buildArgs: { [name]: '1' } })).not.toBe(await key({ text, buildArgs: { [name]: '2' } }));
});

test('the platform of a stage is part of the key with the value of its variable', async () => {
  const text = `ARG P=linux/amd64\nFROM --platform=$P base:1\nRUN true\n`;
  expect(await key({ text })).not.toBe(await key({ text, buildArgs: { P: 'linux/arm64' } }));
});

test('lines after a quoted “<<” are part of the key', async () => {
  const text = (line: string) => `FROM base:1\nRUN printf '%s' 'cat <<EOF' > /entry\n${line}\nRUN true\n`;
  expect(await key({ text: text('USER a') })).not.toBe(await key({ text: text('USER b') }));
  const { sources } = await wholeKey({ text: text('COPY patches /x/') });
  expect(sources.map(({ path }) => path)).toEqual(['patches']);
});

test('the stored lines contain no value of a build argument', async () => {
  const { lines } = await wholeKey({
    buildArgs: { EXTRA: 's3cret-value', V: 's3cret-value', BUILDKIT_X: 's3cret-value' },
  });
  expect(lines.join('\n')).not.toContain('s3cret-value');
  const arguments_ = lines.map((line) => JSON.parse(line)).filter(([kind]) => kind === 'arg');
  expect(arguments_).toEqual([
    ['arg', 'BUILDKIT_X', expect.stringMatching(/^[0-9a-f]{64}$/)],
    ['arg', 'EXTRA', expect.stringMatching(/^[0-9a-f]{64}$/)],
  ]);
  expect(arguments_[0][2]).not.toBe(arguments_[1][2]);
});

test.each<[string, string, () => void]>([
  ['has a name like a git URL', 'COPY git:x /x/', () => writeFileSync(join(root, 'git:x'), '2')],
  ['has a name like a URL', 'ADD http:x /x/', () => writeFileSync(join(root, 'http:x'), '2')],
  ['brackets with a slash may match', 'COPY patches[/]a.diff /x/', () => deepFile()],
  ['a later word of an ARG names by an earlier one', 'ARG A=none\nARG A=patches B=$A\nCOPY $B /x/', () => deepFile()],
  [
    'a variable names that an ENV may set by a name made of variables',
    `ARG A=setup.sh\nENV \${N%x}=patches\nCOPY $A /x/`,
    () => deepFile(),
  ],
])('the key includes a file that %s', async (_, line, change) => {
  const before = await key({ text: having(line) });
  change();
  expect(await key({ text: having(line) })).not.toBe(before);
});

test.each<[string, Change]>([
  ['an ARG before FROM that only BuildKit can compute', { buildArgs: { V: 'v2' } }],
  ['its default', { text: 'v2' }],
  ['its platform', { buildArgs: { TARGETPLATFORM: 'linux/arm64' } }],
])('the key changes with %s', async (_, { text: version = 'v1', buildArgs = {} }) => {
  const at = (value: string) =>
    `ARG V=${value}\nARG SHORT=\${V#v}\nFROM --platform=$TARGETPLATFORM base:1\nARG SHORT\nRUN pip install x==$SHORT\n`;
  const before = await key({ text: at('v1') });
  expect(await key({ text: at(version), buildArgs: { ...buildArgs, GIT_SHA: '1' } })).not.toBe(before);
  expect(await key({ text: at('v1'), buildArgs: { GIT_SHA: '2' } })).toBe(before);
});

test.each(['# syntax=docker/dockerfile:1', '# syntax=other/frontend'])(
  '%s after a shebang is part of the key',
  async (line) => {
    const text = `#!/usr/bin/env docker\n# syntax=docker/dockerfile:1.7\n${having('ENV A=1')}`;
    expect(await key({ text: text.replace('# syntax=docker/dockerfile:1.7', line) })).not.toBe(await key({ text }));
  },
);

test.each<[string, string, () => void]>([
  ['a link whose target is', 'COPY patches /x/', () => symlinkSync(Buffer.from([0xe9]), join(root, 'patches/link'))],
  [
    'a name that a wildcard matches and that is',
    'COPY patches/* /x/',
    () => writeFileSync(Buffer.concat([Buffer.from(join(root, 'patches/')), Buffer.from([0xe9])]), ''),
  ],
])('%s not UTF-8 is rejected', async (_, line, change) => {
  change();
  await expect(key({ text: having(line) })).rejects.toMatchObject({ code: 'context-file-name' });
});

test.each([
  ['COPY *.txt dag.py /x/', ['requirements.txt']],
  ['COPY requirements.txt patches /x/', ['patches']],
])('files that %s copies without naming them are scanned for secrets', async (line, expected) => {
  const { sources } = await wholeKey({ text: having(line) });
  expect(sources.map(({ path }) => path)).toEqual(expected);
});
