import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Context } from '../../../../src/image/context/context.ts';
import { readIgnore } from '../../../../src/image/context/ignore.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';
import { runtimeKey } from '../../../../src/image/runtime/runtime-key.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);

interface File {
  readonly text: string;
  readonly mode: number;
}

interface Build {
  readonly files: Readonly<Record<string, File>>;
  readonly ignore: readonly string[];
  /** The Dockerfile's lines between FROM and the last RUN, that RUN, and the lines after it. */
  readonly before: readonly string[];
  readonly last: string;
  readonly after: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly digest: string;
  readonly syntax: string;
}

/** The runtime copies the first list; only the code copies the second. */
const RUNTIME_FILES = ['requirements.txt', 'patches/a.diff', 'patches/deep/b.diff'];
const CODE_FILES = ['dags/a.py', 'dags/deep/b.py', 'README.md'];

const file = fc.record({ text: fc.string({ maxLength: 8 }), mode: fc.constantFrom(0o644, 0o755) });
const word = fc.stringMatching(/^[a-z]{1,8}$/);
const build: fc.Arbitrary<Build> = fc.record({
  files: fc
    .tuple(...[...RUNTIME_FILES, ...CODE_FILES].map((path) => fc.tuple(fc.constant(path), file)))
    .map((drawn) => Object.fromEntries(drawn)),
  ignore: fc.subarray(['*.log', 'tmp']),
  before: fc
    .subarray(['ENV A=1', 'ARG EXTRA', 'WORKDIR /x', 'USER root', 'LABEL a=b', 'SHELL ["/bin/bash", "-c"]'])
    .map((lines) => [...lines, 'ARG DECLARED=none', 'COPY requirements.txt patches /x/']),
  last: word.map((name) => `RUN pip install ${name}`),
  after: fc.subarray(['ENV B=1', 'USER airflow', 'CMD ["x"]']).map((lines) => ['COPY dags /dags', ...lines]),
  buildArgs: fc.record({ DECLARED: word, UNKNOWN: word }, { requiredKeys: [] }),
  platform: fc.constantFrom('linux/amd64', 'linux/arm64'),
  digest: word,
  syntax: fc.constantFrom('docker/dockerfile:1', 'docker/dockerfile:1.7'),
});

const edit = (paths: readonly string[], change: (file: File) => File) =>
  fc.constantFrom(...paths).map((path) => (from: Build): Build => {
    const before = from.files[path] ?? { text: '', mode: 0o644 };
    return { ...from, files: { ...from.files, [path]: change(before) } };
  });
const rewrite = ({ text, mode }: File): File => ({ text: `${text}!`, mode });
const flip = ({ text, mode }: File): File => ({ text, mode: mode ^ 0o111 });

type Change = (from: Build) => Build;

const that: fc.Arbitrary<Change> = fc.oneof(
  edit([...RUNTIME_FILES, 'patches/new.diff', 'patches/deep/deeper/new'], rewrite),
  edit(RUNTIME_FILES, flip),
  word.map((name) => (from: Build) => ({ ...from, last: `${from.last} ${name}` })),
  fc.constantFrom('RUN true', 'ENV C=1', 'COPY README.md /x/', 'ADD dags /x/').map((line) => (from: Build) => ({
    ...from,
    before: [...from.before, line],
  })),
  word.map((value) => (from: Build) => {
    const buildArgs = { ...from.buildArgs, DECLARED: `${from.buildArgs.DECLARED ?? ''}${value}` };
    return { ...from, buildArgs };
  }),
  fc.constant((from: Build) => ({ ...from, platform: `${from.platform}/v8` })),
  fc.constant((from: Build) => ({ ...from, digest: `${from.digest}0` })),
  fc.constant((from: Build) => ({ ...from, syntax: `${from.syntax}-labs` })),
  fc.constantFrom('patches/a.diff', 'patches/deep', '**/*.diff').map((line) => (from: Build) => ({
    ...from,
    ignore: [...from.ignore, line],
  })),
  fc.constantFrom('--chown=1', '--chmod=600', '--link').map((flag) => (from: Build) => ({
    ...from,
    before: from.before.map((line) => line.replace(/^COPY/, `COPY ${flag}`)),
  })),
);

const nothing: fc.Arbitrary<Change> = fc.oneof(
  edit([...CODE_FILES, 'dags/new.py', 'other/new.txt'], rewrite),
  edit(CODE_FILES, flip),
  fc.constantFrom('USER 7', 'COPY README.md /', 'LABEL late=1').map((line) => (from: Build) => ({
    ...from,
    after: [...from.after, line],
  })),
  word.map((value) => (from: Build) => ({ ...from, buildArgs: { ...from.buildArgs, UNKNOWN: value } })),
  fc.constant((from: Build) => ({ ...from, before: ['# why', '', ...from.before] })),
  fc.constant((from: Build) => ({ ...from, last: from.last.replace('install', '\\\ninstall') })),
  fc.constant((from: Build) => ({ ...from, ignore: [...from.ignore, 'dags/deep'] })),
);

/** Returns the key of a build in a new folder, written at that time. */
async function keyOf(build: Build, seconds: number): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'flux-airflow-key-'));
  try {
    for (const [path, { text, mode }] of Object.entries(build.files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      chmodSync(join(root, path), mode);
      utimesSync(join(root, path), seconds, seconds);
    }
    writeFileSync(join(root, '.dockerignore'), build.ignore.map((line) => `${line}\n`).join(''));
    const lines = [`# syntax=${build.syntax}`, 'FROM base', ...build.before, build.last, ...build.after, ''];
    const split = splitDockerfile(parseDockerfile(lines.join('\n'), 'Dockerfile'));
    const context = new Context(root, await readIgnore(root, join(root, 'Dockerfile')));
    const { buildArgs, platform, digest } = build;
    return (await runtimeKey({ split, buildArgs, platform, context, bases: new Map([['base', digest]]) })).tag;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('everything that can change the runtime changes its key', async () => {
  const property = fc.asyncProperty(build, that, async (from, change) => {
    expect(await keyOf(change(from), 1)).not.toBe(await keyOf(from, 1));
  });
  await fc.assert(property, { numRuns: RUNS });
}, 600_000);

test('nothing else changes the key: not code, time, folder or notation', async () => {
  const property = fc.asyncProperty(build, nothing, async (from, change) => {
    expect(await keyOf(change(from), 2)).toBe(await keyOf(from, 1));
  });
  await fc.assert(property, { numRuns: RUNS });
}, 600_000);
