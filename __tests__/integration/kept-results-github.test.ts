import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ActionsCache, LISTING_TOKEN, startActionsCache } from '../../sandbox/actions-cache/index.ts';
import { start } from '../../sandbox/processes/start.ts';

const FORMAT = resolve(import.meta.dirname, '../../src/check/kept-results/format.ts');
const STORE = resolve(import.meta.dirname, '../../src/check/kept-results/open-store.ts');

/** A job that reads its results, prints how many there are, and writes those of the files that it is given. */
const JOB = `
import { parseResults } from ${JSON.stringify(FORMAT)};
import { openStore } from ${JSON.stringify(STORE)};
const [temp, run, ...files] = process.argv.slice(2);
const place = { workspace: '/w', dags: '/w/airflow/dags', file: '/w/Dockerfile', platform: 'linux/amd64', python: 'python' };
const store = await openStore({ ...place, temp, cache: undefined, run: JSON.parse(run) });
const text = await store?.read();
console.log('read ' + (text === undefined ? 'nothing' : parseResults(text).map(({ file }) => file).join(' ')));
const result = { surroundings: 's', content: 'c', reads: [['file', '{1}/a.yaml', '1']], isCompared: true, report: '{}' };
if (files.length > 0) await store?.write(files.map((file) => ({ ...result, file })));
`;
const MAIN = 'refs/heads/main';
const PULL_REQUEST = 'refs/pull/7/merge';

let cache: ActionsCache;
let folder: string;
let apiUrl: string;
beforeEach(async () => {
  cache = await startActionsCache();
  apiUrl = cache.service.url;
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-kept-'));
  await writeFile(join(folder, 'job.ts'), JOB);
});
afterEach(async () => {
  await cache.close();
  await rm(folder, { recursive: true, force: true });
});

const newestKey = () => cache.entries()[0]?.key ?? '';

/** Runs a job of a push to main. */
function push(...files: readonly string[]): Promise<string> {
  return run({ event: 'push', ref: MAIN }, cache.environment(MAIN), files);
}

/** Runs a job of a pull request, which GitHub lets read its own entries, then those of main. */
function pullRequest(files: readonly string[] = [], token: string | null = LISTING_TOKEN): Promise<string> {
  return run(
    { event: 'pull_request', ref: PULL_REQUEST, ...(token === null ? {} : { token }) },
    cache.environment(PULL_REQUEST, MAIN),
    files,
  );
}

async function run(
  identity: { readonly event: string; readonly ref: string; readonly token?: string },
  environment: Record<string, string>,
  files: readonly string[],
): Promise<string> {
  const temp = join(folder, 'temp');
  await rm(temp, { recursive: true, force: true });
  const { out, err } = await start({
    program: process.execPath,
    args: [join(folder, 'job.ts'), temp, JSON.stringify({ repository: 'team/airflow', ...identity }), ...files],
    env: {
      ...{ PATH: process.env.PATH ?? '', RUNNER_TEMP: temp, GITHUB_WORKSPACE: folder },
      ...{ GITHUB_API_URL: apiUrl, ...environment },
    },
    cwd: folder,
    limitMs: 240_000,
  });
  return `${out}${err}`;
}

test('a pull request reads the results of its base branch, and writes none', async () => {
  expect(await push('a.py')).toContain('read \n');
  expect(await pullRequest(['a.py', 'b.py'])).toContain('read a.py\n');
  expect(cache.entries()).toEqual([expect.objectContaining({ scope: MAIN })]);
});

test('equal results are written once, and the newest are read', async () => {
  await push('a.py');
  await push('a.py');
  expect(cache.entries()).toHaveLength(1);
  await push('b.py');
  expect(cache.entries()).toHaveLength(2);
  expect(await push()).toContain('read b.py\n');
});

describe('results that a pull request could have forged', () => {
  test('are not used, and not even downloaded', async () => {
    await push('a.py');
    cache.plant(PULL_REQUEST, newestKey());
    const before = cache.service.calls.length;
    const log = await pullRequest();
    expect(log).toContain('read \n');
    expect(log).toContain('not used, because runs of refs/pull/7/merge wrote some');
    expect(cache.service.calls.slice(before).filter(({ path }) => path.startsWith('/account/'))).toEqual([]);
  });

  test('of another pull request are not seen', async () => {
    await push('a.py');
    cache.plant('refs/pull/8/merge', newestKey());
    expect(await pullRequest()).toContain('read a.py\n');
    expect(await push()).toContain('read a.py\n');
  });

  test.each<[string, string | null, string]>([
    ['a token without actions: read', 'other-token', 'Grant the job actions: read'],
    ['no token', null, 'the input github-token is empty'],
  ])('are not ruled out with %s, so that nothing is used', async (_, token, reason) => {
    await push('a.py');
    const log = await pullRequest([], token);
    expect(log).toContain('read \n');
    expect(log).toContain(reason);
  });
});

test('a damaged entry is ignored, without an annotation', async () => {
  await push('a.py');
  cache.damage(newestKey());
  const log = await push();
  expect(log).toContain('read \n');
  expect(log).toContain('::debug::Failed to restore: ');
  expect(log).not.toMatch(/^::(?:warning|error)::/m);
});

test('without GitHub’s cache nothing is kept', async () => {
  expect(await run({ event: 'push', ref: MAIN }, {}, ['a.py'])).toContain('read nothing\n');
});

test('if GitHub’s cache does not answer, the job continues, with one debug line for each call', async () => {
  const environment = cache.environment(MAIN);
  await cache.close();
  const log = await run({ event: 'push', ref: MAIN }, environment, ['a.py']);
  cache = await startActionsCache();
  expect(log).toContain('read \n');
  expect(log.match(/^::debug::Failed to (?:restore|save): .*/gm)).toHaveLength(2);
  expect(log).not.toMatch(/^::(?:warning|error)::/m);
});
