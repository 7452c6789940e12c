import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openKeptResults } from '../../../../src/check/kept-results/open-kept-results.ts';
import type { CheckOptions } from '../../../../src/check/options.ts';
import { SAMPLE } from './sample-result.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-kept-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function runOf(event: string): CheckOptions['run'] {
  return { event, ref: 'refs/heads/main', repository: 'team/airflow', token: undefined };
}

/** Runs a check that adds results of files; returns the files whose results it found. */
async function check(files: readonly string[], changed: Partial<CheckOptions> = {}): Promise<readonly string[]> {
  const options = { cache: join(folder, 'cache'), full: false, run: runOf('push'), ...changed } as CheckOptions;
  const { results, keep } = await openKeptResults(options);
  const found = ['a.py', 'b.py'].filter((file) => results().of(file).length > 0);
  results().see(['a.py', 'b.py']);
  for (const file of files) results().add({ ...SAMPLE, file });
  await keep();
  return found;
}

test('a check finds what the check before it kept', async () => {
  expect(await check(['a.py'])).toEqual([]);
  expect(await check(['b.py'])).toEqual(['a.py']);
  expect(await check([])).toEqual(['a.py', 'b.py']);
});

test('a full check finds nothing, and replaces what was kept', async () => {
  await check(['a.py', 'b.py']);
  expect(await check(['a.py'], { full: true })).toEqual([]);
  expect(await check([])).toEqual(['a.py']);
});

test.each(['pull_request', 'pull_request_target', 'merge_group', 'workflow_run', 'issue_comment'])(
  'a run for the event %s reads what a branch kept, and writes nothing',
  async (event) => {
    await check(['a.py']);
    expect(await check(['b.py'], { run: runOf(event) })).toEqual(['a.py']);
    expect(await check([])).toEqual(['a.py']);
  },
);

test.each(['', 'push', 'schedule', 'workflow_dispatch'])('a run for the event “%s” writes', async (event) => {
  await check(['a.py'], { run: runOf(event) });
  expect(await check([])).toEqual(['a.py']);
});

test('a check that adds nothing writes nothing', async () => {
  await check(['a.py']);
  const path = join(folder, 'cache/dag-results.json');
  const before = await stat(path);
  await check([]);
  expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
});

test('a damaged file counts as none, and no unfinished file is left', async () => {
  await check(['a.py']);
  const path = join(folder, 'cache/dag-results.json');
  await writeFile(path, (await readFile(path, 'utf8')).slice(0, -20));
  expect(await check(['b.py'])).toEqual([]);
  expect(await readdir(join(folder, 'cache'))).toEqual(['dag-results.json']);
});

test('a folder that cannot be written does not fail the check', async () => {
  await writeFile(join(folder, 'file'), '');
  expect(await check(['a.py'], { cache: join(folder, 'file/cache') })).toEqual([]);
});
