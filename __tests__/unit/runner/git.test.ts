import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { git } from '../../../src/runner/git.ts';

const { PATH } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-'));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

test('returns the output of git, passes variables, and takes a path literally', async () => {
  execFileSync('git', ['init', '--quiet', folder]);
  writeFileSync(join(folder, 'a'), '');
  const index = { GIT_INDEX_FILE: join(folder, 'index') };
  expect(await git(folder, ['add', 'a'], index)).toEqual({ stdout: '', failure: undefined });
  expect(await git(folder, ['ls-files'], index)).toEqual({ stdout: 'a\n', failure: undefined });
  expect((await git(folder, ['ls-files', '*'], index)).stdout).toBe('');
  expect((await git(folder, ['ls-files'])).stdout).toBe('');
});

test('reads a checkout of another user, as in a job that runs in a container', async () => {
  execFileSync('git', ['init', '--quiet', folder]);
  // Git's own tests use this variable; without the option, git refuses the folder.
  const other = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
  expect(() =>
    execFileSync('git', ['-C', folder, 'status'], { env: { ...process.env, ...other }, stdio: 'pipe' }),
  ).toThrow(/dubious ownership/);
  expect(await git(folder, ['status', '--porcelain'], other)).toEqual({ stdout: '', failure: undefined });
});

test('returns the stderr of git after a failure', async () => {
  const { stdout, failure } = await git(folder, ['log', '-1']);
  expect(stdout).toBe('');
  expect(failure).toContain('not a git repository');
});

test('a missing git is a failure', async () => {
  process.env.PATH = folder;
  expect(await git(folder, ['log'])).toEqual({ stdout: '', failure: expect.stringContaining('ENOENT') });
});

test('rejects if a signal ends git, because the result is unknown', async () => {
  writeFileSync(join(folder, 'git'), '#!/bin/sh\nkill -9 $$\n');
  chmodSync(join(folder, 'git'), 0o755);
  process.env.PATH = `${folder}:${PATH}`;
  await expect(git(folder, ['log'])).rejects.toThrow('git log did not finish');
});
