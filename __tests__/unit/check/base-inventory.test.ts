import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FileReport } from '../../../src/airflow/inventory.ts';
import type { Base } from '../../../src/check/base.ts';
import { findBaseInventory } from '../../../src/check/base-inventory.ts';
import type { CheckOptions } from '../../../src/check/options.ts';
import { parsePolicy } from '../../../src/policy/policy.ts';

const FILES: readonly FileReport[] = [{ file: 'orders.py', seconds: 0.1 }];
let cache: string;
let loads: number;

beforeEach(async () => {
  loads = 0;
  cache = await mkdtemp(join(tmpdir(), 'flux-airflow-cache-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

function find(tree: string, options: Partial<CheckOptions> = {}): Promise<readonly FileReport[]> {
  const places = { workspace: '/work', dags: '/work/airflow/dags', context: '/work', file: '/work/Dockerfile' };
  const image = { platform: 'linux/amd64', buildArgs: {}, policy: parsePolicy('') };
  const all = { cache: join(cache, 'dags'), ...places, ...image, ...options } as CheckOptions;
  return findBaseInventory(all, { tree } as Base, async () => {
    loads += 1;
    return FILES;
  });
}

test('loads the same content once, and again for other content or build arguments', async () => {
  for (const tree of ['a', 'a', 'b']) expect(await find(tree)).toEqual(FILES);
  expect(loads).toBe(2);
  await find('a', { buildArgs: { PYTHON: '3.12' } });
  expect(loads).toBe(3);
});

test('loads the base again after a change of the policy for DAG files', async () => {
  await find('a');
  await find('a', { policy: parsePolicy('check:\n  allow-programs: [git]\n') });
  expect(loads).toBe(2);
});

test('loads the same content again for another folder or Dockerfile, but not for another workspace', async () => {
  await find('a');
  await find('a', { dags: '/work/other/dags' });
  await find('a', { file: '/work/other/Dockerfile' });
  expect(loads).toBe(3);
  const moved = { workspace: '/moved', dags: '/moved/airflow/dags', context: '/moved', file: '/moved/Dockerfile' };
  await find('a', moved);
  expect(loads).toBe(3);
});

test('loads the base again if its cache file is incomplete', async () => {
  await find('a');
  const [name = ''] = await readdir(join(cache, 'dags'));
  await writeFile(join(cache, 'dags', name), '[{"file": "ord');
  expect(await find('a')).toEqual(FILES);
  expect(loads).toBe(2);
});

test('does not cache the results of the input python', async () => {
  for (let run = 0; run < 2; run += 1) await find('a', { python: 'python' });
  expect(loads).toBe(2);
});
