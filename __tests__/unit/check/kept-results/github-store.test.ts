import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { githubStore } from '../../../../src/check/kept-results/github-store.ts';
import { SAMPLE } from './sample-result.ts';

let temp: string;
beforeEach(async () => {
  temp = await mkdtemp(join(tmpdir(), 'flux-airflow-store-'));
});
afterEach(() => rm(temp, { recursive: true, force: true }));

type Cache = Parameters<typeof githubStore>[0];

function open(cache: Partial<Cache>, isTrusted = true) {
  const rejecting = () => Promise.reject(new Error('not expected'));
  return githubStore(
    { restoreCache: rejecting, saveCache: rejecting, ...cache },
    { temp, scope: 'airflow/dags', isTrusted: async () => isTrusted, timeoutMs: 50 },
  );
}

const never = () => new Promise<never>(() => {});

test('a cache that does not answer is not waited for', async () => {
  const store = open({ restoreCache: never, saveCache: never });
  expect(await store.read()).toBe('');
  await store.write([SAMPLE]);
});

test('a failing cache counts as an empty one', async () => {
  const store = open({});
  expect(await store.read()).toBe('');
  await store.write([SAMPLE]);
});

test('an entry that is not trusted is found, and not restored', async () => {
  const calls: boolean[] = [];
  const restoreCache: Cache['restoreCache'] = async (_, key, __, options) => {
    calls.push(options?.lookupOnly === true);
    return key;
  };
  expect(await open({ restoreCache }, false).read()).toBe('');
  expect(calls).toEqual([true]);
});

test('what an earlier run left in the folder is not read as the entry', async () => {
  await open({ saveCache: async () => 1 }).write([SAMPLE]);
  const restoreCache: Cache['restoreCache'] = async (_, key) => key;
  expect(await open({ restoreCache }).read()).toBe('');
});
