import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findRollbackPage } from '../../src/action/rollback-page.ts';
import { notRunning } from '../../src/deploy/rollout-errors.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'flux-airflow-rollback-page-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

function find(): string | undefined {
  const run = { runUrl: '', workflowRef: '', event: 'push', actor: 'ada', temp: workspace };
  return findRollbackPage({ ...run, repository: 'team/airflow', serverUrl: 'https://github.example', workspace });
}

function wayBack(rollbackPage: string | undefined): string {
  const argocd = { server: 'https://argocd.example', token: '', application: 'airflow' };
  const committed = { commit: 'c0ffee1', tag: 'version-2', repository: 'team/gitops', previousTag: 'version-1' };
  const rollout = { kind: 'failed', message: 'x', page: 'https://argocd.example', milliseconds: 1 } as const;
  return notRunning({ argocd, limitMs: 60_000 }, { ...committed, rollbackPage }, rollout).remedy;
}

test('a checkout with the workflow has its page, another has none', async () => {
  expect(find()).toBeUndefined();
  await mkdir(join(workspace, '.github/workflows'), { recursive: true });
  await writeFile(join(workspace, '.github/workflows/rollback.yaml'), 'on: workflow_dispatch\n');
  expect(find()).toBe('https://github.example/team/airflow/actions/workflows/rollback.yaml');
});

test('a rollout that fails names the way back: the page, or the input of the action', () => {
  const page = 'https://github.example/team/airflow/actions/workflows/rollback.yaml';
  expect(wayBack(page)).toContain(`To go back: run ${page} with the tag version-1 and a reason.`);
  expect(wayBack(undefined)).toContain('To go back: run this action with rollback-to: version-1 and a reason.');
});
