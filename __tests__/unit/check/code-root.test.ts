import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { codeFolder, findRoot } from '../../../src/check/code-root.ts';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'flux-airflow-root-'));
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

test.each([
  ['airflow/dags', [], 'airflow'],
  ['dags', [], '.'],
  ['.', [], '.'],
  ['src/shop/etl/dags', ['src/shop', 'src/shop/etl'], 'src'],
  ['shop/dags', ['shop'], '.'],
])('the DAG folder %s with the packages %j has its code in %s', async (dags, packages, root) => {
  mkdirSync(join(workspace, dags), { recursive: true });
  for (const name of packages) writeFileSync(join(workspace, name, '__init__.py'), '');
  expect(await findRoot(join(workspace, dags), workspace)).toBe(join(workspace, root));
});

test.each([
  ['/opt/airflow/dags', 'airflow/dags', 'airflow', '/opt/airflow'],
  ['/opt/airflow/shop/dags', 'shop/dags', '.', '/opt/airflow'],
  ['/srv/all-dags', 'airflow/dags', 'airflow', '/srv/all-dags'],
  ['/opt/airflow/dags', '.', '.', '/opt/airflow/dags'],
])('the DAG folder %s of an image has its code in %s', (dagFolder, dags, root, expected) => {
  expect(codeFolder(dagFolder, { dags: join('/work', dags), root: join('/work', root) })).toBe(expected);
});
