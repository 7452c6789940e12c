import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { invite } from '../../../src/deploy/observers/rollback-options.ts';
import { findRollbackPage, type RollbackPage } from '../../../src/deploy/rollback-page.ts';
import { notRunning } from '../../../src/deploy/rollout/errors.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const PAGES = 'https://github.example/team/airflow/actions/workflows';
const OWN = 'team/airflow/.github/workflows/deploy.yaml@refs/heads/main';

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'flux-airflow-rollback-page-'));
  await mkdir(join(workspace, '.github/workflows'), { recursive: true });
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

function write(name: string, text: string): Promise<void> {
  return writeFile(join(workspace, '.github/workflows', name), text);
}

function find(workflowRef = OWN, folder = workspace): Promise<RollbackPage | undefined> {
  const run = { runUrl: '', workflowRef, event: 'push', ref: 'refs/heads/main', actor: 'ada', temp: workspace };
  return findRollbackPage({
    ...run,
    repository: 'team/airflow',
    serverUrl: 'https://github.example',
    workspace: folder,
  });
}

/** A workflow that can be started by hand with these inputs. */
function withInputs(inputs: string): string {
  return `on:\n  push:\n  workflow_dispatch:\n    inputs: ${inputs}\njobs: {} # of a rollback\n`;
}

const CHOICE = withInputs('{ operation: { type: choice, options: [deploy, rollback] }, rollback-to: }');

test('returns the page of rollback.yaml, or none if the checkout lacks it', async () => {
  expect(await find()).toBeUndefined();
  await write('rollback.yaml', 'on: workflow_dispatch\n');
  expect(await find()).toEqual({ url: `${PAGES}/rollback.yaml` });
  await write('deploy.yaml', CHOICE);
  expect(await find()).toEqual({ url: `${PAGES}/rollback.yaml` });
});

test('the template’s rollback is an operation of the running workflow', async () => {
  expect(await find(OWN, join(ROOT, 'template'))).toEqual({
    url: `${PAGES}/deploy.yaml`,
    choice: 'operation rollback',
  });
});

test.each([
  ['a choice with a rollback', CHOICE, { choice: 'operation rollback' }],
  ['an input rollback-to', withInputs('{ rollback-to: }'), {}],
  ['neither', withInputs('{ tag: { description: not of a rollback } }'), undefined],
  ['no inputs', 'on: [push, workflow_dispatch] # no rollback\n', undefined],
  ['no start by hand', 'on: push # no rollback\n', undefined],
  ['no YAML', '{ rollback', undefined],
  ['nothing but a comment', '# rollback', undefined],
])('the workflow that runs has %s', async (_, text, offer) => {
  await write('deploy.yaml', text);
  expect(await find()).toEqual(offer && { url: `${PAGES}/deploy.yaml`, ...offer });
});

test('returns none for a workflow of another repository or an unnamed one', async () => {
  await write('deploy.yaml', CHOICE);
  expect(await find('organisation/rules/.github/workflows/deploy.yaml@refs/heads/main')).toBeUndefined();
  expect(await find('')).toBeUndefined();
});

function wayBack(rollbackPage: RollbackPage | undefined): string {
  const commit = { commit: 'c0ffee1', url: 'https://github.example/team/gitops/commit/c0ffee1' };
  const committed = { ...commit, tag: 'version-2', repository: 'team/gitops', previousTag: 'version-1' };
  const page = { page: 'https://argocd.example', label: 'airflow', milliseconds: 1 };
  return notRunning(
    60_000,
    { ...committed, rollbackPage },
    { kind: 'failed', message: 'x', isOfDeployment: true, ...page },
  ).remedy;
}

test('a failed rollout says how to roll back: the page and its inputs, or the inputs of the action', () => {
  const url = `${PAGES}/rollback.yaml`;
  expect(wayBack({ url })).toContain(`To roll back: run ${url} with the tag version-1 and a reason.`);
  expect(wayBack({ url, choice: 'operation rollback' })).toContain(
    `To roll back: run ${url} with the operation rollback, the tag version-1 and a reason.`,
  );
  expect(wayBack(undefined)).toContain(
    'To roll back: run this action with operation: rollback, rollback-to: version-1 and a reason.',
  );
});

test('the summary of a deployment links the page and says which inputs to choose', () => {
  const url = `${PAGES}/deploy.yaml`;
  expect(invite({ url })).toBe(`Run [the rollback](${url}) with one of these tags:`);
  expect(invite({ url, choice: 'operation rollback' })).toBe(
    `Run [the rollback](${url}) with the operation rollback and one of these tags:`,
  );
  expect(invite(undefined)).toBe('Run the rollback with one of these tags:');
});
