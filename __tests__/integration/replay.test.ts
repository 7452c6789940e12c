import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const SCRIPT = resolve(import.meta.dirname, '../../scripts/replay/index.ts');
const run = promisify(execFile);

let repository: string;
beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'flux-airflow-replay-'));
  await git('init', '--quiet', '--initial-branch=main');
});
afterEach(() => rm(repository, { recursive: true, force: true }));

async function git(...argv: readonly string[]): Promise<string> {
  const identity = [
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@t',
    '-c',
    'core.autocrlf=false',
    '-c',
    'commit.gpgsign=false',
  ];
  return (await run('git', ['-C', repository, ...identity, ...argv])).stdout.trim();
}

async function commit(content: string | Uint8Array, file = 'values.yaml'): Promise<string> {
  await writeFile(join(repository, file), content);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'change');
  return (await git('rev-parse', 'HEAD')).slice(0, 12);
}

async function replay(file = 'values.yaml', key = 'image.tag'): Promise<string[]> {
  const { stdout } = await run(process.execPath, [SCRIPT, '--repo', repository, '--file', file, '--key', key]);
  return stdout.trimEnd().split('\n');
}

function text(tag: string, rest = 'x: 1'): string {
  return `image:\n  tag: ${tag}\n${rest}\n`;
}

test('bumps are the same, and commits that do not change the key are not counted', async () => {
  for (const tag of ['v1', 'v2', 'v2 # why', '"v3"', 'v4']) await commit(text(tag));
  await commit(text('v4', 'x: 2'));
  await commit('other', 'README.md');
  expect(await replay()).toEqual([
    expect.stringMatching(
      /^different [0-9a-f]{12} the commit writes the line differently, at line 2: "tag: \\"v3\\"" instead of our "tag: v3 # why"$/,
    ),
    expect.stringMatching(/^different [0-9a-f]{12} .*"tag: v4" instead of our "tag: \\"v4\\""$/),
    'same      1',
    'different 2',
    'refused   0',
  ]);
});

test('CRLF, a byte order mark and a missing last newline are kept as in the commit', async () => {
  const odd = (tag: string) => `\uFEFF# é\r\nimage:\r\n  tag: '${tag}'   # x\r\nlast: 1`;
  for (const tag of ['v1', 'v2', 'v3']) await commit(odd(tag));
  const ends = await commit(odd('v4').replaceAll('\r\n', '\n'));
  const end = await commit(`${odd('v5').replaceAll('\r\n', '\n')}\n`);
  expect(await replay()).toEqual([
    `different ${ends} the commit also changes line endings`,
    `different ${end} the commit also changes the end of the file`,
    'same      2',
    'different 2',
    'refused   0',
  ]);
});

test('hand edits of other lines, and edits that the editor never makes', async () => {
  await commit(text('v1'));
  const more = await commit(text('v2', 'x: 2\ny: 3'));
  const emptied = await commit(text('~ # v2', 'x: 2\ny: 3'));
  await commit(text('v3 # v2', 'x: 2\ny: 3'));
  const removed = await commit('image: {}\n');
  const added = await commit(text('v4'));
  const broken = await commit('image:\n\ttag: v5\n');
  const fixed = await commit(text('v6'));
  const latin = await commit(Uint8Array.of(...Buffer.from('image:\n  tag: v7 # '), 0xe9));
  expect(await replay()).toEqual([
    `different ${more} the commit also changes other lines, at line 3: −1 +2`,
    `refused   ${emptied} the commit sets the value to null`,
    `refused   ${removed} the commit removes the key, or its new value is not a scalar`,
    expect.stringContaining(`refused   ${added} values-key-missing: The values file has no key image.tag`),
    expect.stringContaining(`refused   ${broken} values-invalid: after the commit: The values file is invalid at 2:1`),
    expect.stringContaining(`refused   ${fixed} values-invalid: before the commit: `),
    expect.stringContaining(`refused   ${latin} values-not-utf8: `),
    'same      1',
    'different 1',
    'refused   6',
  ]);
});

test('a merge counts once, with all its changes to the branch, including its own edits', async () => {
  await commit(text('v1'));
  await git('switch', '--quiet', '--create', 'side');
  await commit(text('v2'));
  await commit(text('v3'));
  await git('switch', '--quiet', 'main');
  await commit('1', 'README.md');
  await git('merge', '--quiet', '--no-ff', '--no-edit', 'side');
  await git('switch', '--quiet', '--create', 'other');
  await commit(text('v4'));
  await git('switch', '--quiet', 'main');
  await commit('2', 'README.md');
  await git('merge', '--quiet', '--no-ff', '--no-commit', 'other');
  const evil = await commit(text('v5', 'x: 9'));
  expect(await replay()).toEqual([
    `different ${evil} the commit also changes other lines, at line 3: −1 +1`,
    'same      1',
    'different 1',
    'refused   0',
  ]);
});

test('follows renames, and accepts a file whose name looks like an option', async () => {
  await commit(text('v1'), 'old.yaml');
  await commit(text('v2'), 'old.yaml');
  await rename(join(repository, 'old.yaml'), join(repository, '--new:(top) é.yaml'));
  await commit(text('v3'), '--new:(top) é.yaml');
  await commit(text('v4'), '--new:(top) é.yaml');
  expect(await replay('--new:(top) é.yaml'.replace(/^/, './'))).toEqual(['same      3', 'different 0', 'refused   0']);
});

test('an invalid key path and a missing option are errors', async () => {
  await commit(text('v1'));
  await expect(replay('values.yaml', 'a..b')).rejects.toThrow(/key path/);
  await expect(run(process.execPath, [SCRIPT, '--repo', repository])).rejects.toThrow(/usage: npm run replay/);
  const nowhere = ['--repo', join(repository, 'no'), '--file', 'values.yaml', '--key', 'a'];
  await expect(run(process.execPath, [SCRIPT, ...nowhere])).rejects.toMatchObject({ code: 2 });
});
