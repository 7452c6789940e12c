import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Inventory } from '../../../src/airflow/inventory.ts';
import { findDrift } from '../../../src/check/drift.ts';
import type { CheckOptions } from '../../../src/check/options.ts';

const INVENTORY: Inventory = { airflow: '3.3.2', python: '3.13.7', files: [] };
let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'flux-airflow-drift-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

async function drift(from: string): Promise<string[]> {
  const file = join(workspace, 'Dockerfile');
  await writeFile(file, `FROM ${from}\n`);
  await writeFile(join(workspace, 'pyproject.toml'), '[tool.ruff]\ntarget-version = "py312"\n');
  const options = { workspace, file, buildArgs: {}, platform: 'linux/amd64' } as CheckOptions;
  const found = await findDrift(options, INVENTORY, undefined);
  return found.map(({ code, location: { file, line }, message }) => `${code} ${file}:${line} ${message}`);
}

test.each([
  'apache/airflow:3.3.2-python3.13',
  'apache/airflow:slim-3.3.2-python3.13',
  'registry.example.com/team/airflow:3.3.2-team7-python3.13',
  `apache/airflow:3.3.2-python3.13@sha256:${'0'.repeat(64)}`,
])('compares the Python of %s with that of the tools', async (from) => {
  expect(await drift(from)).toEqual(['drift-python pyproject.toml:2 Python is 3.12 here, but 3.13 in the image']);
});

test.each(['apache/airflow:latest', 'python:3.13', `apache/airflow@sha256:${'0'.repeat(64)}`])(
  'reports nothing for %s, whose name has no version',
  async (from) => expect(await drift(from)).toEqual([]),
);
