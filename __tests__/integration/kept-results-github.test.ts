import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ActionsCache, startActionsCache } from '../../sandbox/actions-cache/index.ts';
import { start } from '../../sandbox/processes/start.ts';

const STORE = resolve(import.meta.dirname, '../../src/check/kept-results/open-store.ts');

/** A job that reads its results, prints how many there are, and writes those of the files that it is given. */
const JOB = `
import { openStore } from ${JSON.stringify(STORE)};
const [temp, ...files] = process.argv.slice(2);
const place = { workspace: '/w', dags: '/w/airflow/dags', file: '/w/Dockerfile', platform: 'linux/amd64', python: 'python' };
const store = await openStore({ ...place, temp, cache: undefined });
const results = await store?.read();
console.log('read ' + (results === undefined ? 'nothing' : results.map(({ file }) => file).join(' ')));
const result = { surroundings: 's', content: 'c', reads: [['file', '{1}/a.yaml', '1']], isCompared: true, report: '{}' };
if (files.length > 0) await store?.write(files.map((file) => ({ ...result, file })));
`;

let cache: ActionsCache;
let folder: string;
beforeEach(async () => {
  cache = await startActionsCache();
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-kept-'));
  await writeFile(join(folder, 'job.ts'), JOB);
});
afterEach(async () => {
  await cache.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a job that may read the entries of some branches and write those of the first. */
async function job(scopes: readonly [string, ...string[]], ...files: readonly string[]): Promise<string> {
  return run(cache.environment(...scopes), files);
}

async function run(environment: Record<string, string>, files: readonly string[]): Promise<string> {
  const temp = join(folder, 'temp');
  await rm(temp, { recursive: true, force: true });
  const { out, err } = await start({
    program: process.execPath,
    args: [join(folder, 'job.ts'), temp, ...files],
    env: { PATH: process.env.PATH ?? '', RUNNER_TEMP: temp, GITHUB_WORKSPACE: folder, ...environment },
    cwd: folder,
    limitMs: 60_000,
  });
  return `${out}${err}`;
}

const MAIN = 'refs/heads/main';
const PULL_REQUEST = 'refs/pull/7/merge';

test('a pull request reads the results of its base branch, then its own', async () => {
  expect(await job([MAIN], 'a.py')).toContain('read \n');
  expect(await job([PULL_REQUEST, MAIN], 'a.py', 'b.py')).toContain('read a.py\n');
  expect(await job([PULL_REQUEST, MAIN])).toContain('read a.py b.py\n');
});

test('the default branch never reads what a pull request wrote', async () => {
  await job([PULL_REQUEST, MAIN], 'hostile.py');
  expect(cache.entries()).toEqual([expect.objectContaining({ scope: PULL_REQUEST })]);
  expect(await job([MAIN])).toContain('read \n');
});

test('equal results are written once, and the newest are read', async () => {
  await job([MAIN], 'a.py');
  await job([MAIN], 'a.py');
  expect(cache.entries()).toHaveLength(1);
  await job([MAIN], 'b.py');
  expect(cache.entries()).toHaveLength(2);
  expect(await job([MAIN])).toContain('read b.py\n');
});

test('a damaged entry counts as none', async () => {
  await job([MAIN], 'a.py');
  cache.damage(cache.entries()[0]?.key ?? '');
  expect(await job([MAIN])).toContain('read \n');
});

test('without GitHub’s cache nothing is kept', async () => {
  expect(await run({}, ['a.py'])).toContain('read nothing\n');
});

test('without an answer of GitHub’s cache the job goes on', async () => {
  const environment = cache.environment(MAIN);
  await cache.close();
  expect(await run(environment, [])).toContain('read \n');
  cache = await startActionsCache();
});
