import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ArgoCd, type ArgoCdOptions, type Scenario, startArgoCd } from '../../sandbox/argocd/index.ts';
import { waitFor } from '../../sandbox/wait-for.ts';

const STEP_MS = 60_000;
const token = 'a.token.of-argocd';
const REPOSITORY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/flux-airflow';

interface Shown {
  readonly operation?: object;
  readonly status: {
    readonly sync: { readonly status: string; readonly revision?: string };
    readonly health: { readonly status: string };
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly retryCount?: number;
      readonly syncResult?: { readonly revision: string };
    };
    readonly summary: { readonly images: readonly string[] };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly history: readonly { readonly revision: string }[];
  };
}

let directory: string;
let argocd: ArgoCd;
let time: number;

beforeEach(() => {
  time = Date.parse('2026-11-23T08:00:00Z');
  directory = mkdtempSync(join(tmpdir(), 'sandbox-argocd-'));
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', join(directory, 'gitops.git')]);
  execFileSync('git', ['clone', '--quiet', join(directory, 'gitops.git'), join(directory, 'work')], {
    stdio: 'ignore',
  });
  commitTag('v1');
});
afterEach(async () => {
  await argocd?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Pushes a values file and returns the commit. */
function commit(values: string): string {
  const git = (...parameters: string[]) =>
    execFileSync('git', ['-C', join(directory, 'work'), '-c', 'user.name=t', '-c', 'user.email=t@t', ...parameters]);
  writeFileSync(join(directory, 'work', 'values.yaml'), values);
  git('add', 'values.yaml');
  git('commit', '--quiet', '--allow-empty', '-m', 'values');
  git('push', '--quiet', 'origin', 'HEAD:main');
  return git('rev-parse', 'HEAD').toString().trim();
}

function commitTag(tag: string): string {
  return commit(`images:\n  airflow:\n    repository: ${REPOSITORY}\n    tag: ${tag} # current\n`);
}

async function start(scenario: Scenario = { kind: 'healthy' }, options: Partial<ArgoCdOptions> = {}, hookJobs = true) {
  const source = { repository: join(directory, 'gitops.git'), branch: 'main', valuesFile: 'values.yaml' };
  const applications = [{ name: 'flux-airflow', scenario, hookJobs, ...source }];
  argocd = await startArgoCd({ token, stepMs: STEP_MS, now: () => time, applications, ...options });
}

function ask(path: string, init: RequestInit = {}, bearer = token): Promise<Response> {
  const headers = { ...init.headers, ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }) };
  return fetch(`${argocd.url}/api/v1${path}`, { ...init, headers });
}

async function look(query = ''): Promise<Shown> {
  const answer = await ask(`/applications/flux-airflow${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Shown;
}

function terminate(): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return ask('/applications/flux-airflow/operation', { method: 'DELETE', headers });
}

/** Formats a state as one line: sync, health, phase, whether there is a result, images. */
function line({ status: { sync, health, operationState, summary } }: Shown): string {
  const { phase = 'absent', syncResult } = operationState ?? {};
  const result = syncResult === undefined ? '' : ' result';
  return `${sync.status} ${health.status} ${phase}${result} ${summary.images.map((image) => image.split(':').at(-1))}`;
}

/** Advances the clock step by step until a state is reached; returns all states on the way. */
async function statesUntil(done: (shown: Shown) => boolean): Promise<string[]> {
  const lines: string[] = [];
  for (let steps = 0; steps < 20; steps += 1) {
    const shown = await look();
    lines.push(line(shown));
    if (done(shown)) return lines;
    time += STEP_MS;
  }
  throw new Error(`not reached: ${lines.join(' → ')}`);
}

const succeeded = ({ status }: Shown) => status.operationState?.phase === 'Succeeded';

test('it shows the old commit before the refresh, then the new one and each state in order', async () => {
  await start();
  const revision = commitTag('v2');
  expect(line(await look())).toBe('Synced Healthy Succeeded result v1');
  const refreshed = await look('?refresh=normal');
  expect(refreshed.status.sync.revision).toBe(revision);
  expect(refreshed.operation).toBeDefined();
  expect(await statesUntil(succeeded)).toEqual([
    'OutOfSync Healthy absent v1',
    'OutOfSync Healthy Running v1',
    'OutOfSync Healthy Running result v1',
    'OutOfSync Healthy Running result v1,v2',
    'Synced Progressing Running result v1,v2',
    'Synced Healthy Running result v2',
    'Synced Healthy Succeeded result v2',
  ]);
  const last = await look();
  expect(last.status.summary.images).toEqual([`${REPOSITORY}:v2`]);
  expect(last.status.operationState?.syncResult?.revision).toBe(revision);
  expect(last.status.history.map((entry) => entry.revision)).toContain(revision);
  expect(last.operation).toBeUndefined();
});

test('without hook jobs the operation succeeds first', async () => {
  await start({ kind: 'healthy' }, {}, false);
  commitTag('v2');
  await look('?refresh=');
  const settled = (shown: Shown) => succeeded(shown) && shown.status.summary.images.length === 1;
  expect((await statesUntil(settled)).slice(-3)).toEqual([
    'OutOfSync Healthy Succeeded result v1,v2',
    'Synced Progressing Succeeded result v1,v2',
    'Synced Healthy Succeeded result v2',
  ]);
});

test('a commit that does not change the values changes only the revision', async () => {
  await start();
  const revision = commitTag('v1');
  const shown = await look('?refresh=normal');
  expect(line(shown)).toBe('Synced Healthy Succeeded result v1');
  expect(shown.status.sync.revision).toBe(revision);
});

test('polls by itself if configured', async () => {
  await start({ kind: 'healthy' }, { pollMs: 20 });
  const revision = commitTag('v2');
  await waitFor(`the sync of ${revision}`, async () => (await look()).status.sync.revision === revision, {
    everyMs: 10,
  });
});

test('a commit during an operation is seen at once and rolled out after it', async () => {
  await start();
  commitTag('v2');
  await look('?refresh=normal');
  await statesUntil(({ status }) => status.operationState?.phase === 'Running');
  const newest = commitTag('v3');
  const during = await look('?refresh=normal');
  expect(during.status.sync).toMatchObject({ status: 'OutOfSync', revision: newest });
  await statesUntil((shown) => shown.status.operationState?.syncResult?.revision === newest && succeeded(shown));
});

test('a failing operation is retried, fails with SyncError, and is not retried again until the next commit', async () => {
  await start({ kind: 'failing', retries: 2, message: 'field is immutable' });
  const broken = commitTag('v2');
  await look('?refresh=normal');
  await statesUntil(({ status }) => status.operationState?.retryCount === 2);
  const retrying = await look();
  expect(line(retrying)).toBe('OutOfSync Healthy Running result v1,v2');
  expect(retrying.status.operationState?.message).toMatch(/^field is immutable\. Retrying attempt #2/);
  await statesUntil(({ status }) => status.operationState?.phase === 'Failed');
  const failed = await look('?refresh=normal');
  expect(line(failed)).toBe('OutOfSync Missing Failed result v1,v2');
  expect(failed.status.conditions).toMatchObject([
    { type: 'SyncError', message: `Failed last sync attempt to ${broken}: field is immutable (retried 2 times).` },
  ]);
  argocd.setScenario('flux-airflow', { kind: 'healthy' });
  expect(line(await look('?refresh=normal'))).toBe(line(failed));
  commitTag('v3');
  await look('?refresh=normal');
  await statesUntil(succeeded);
});

test('a degraded rollout keeps both images', async () => {
  await start({ kind: 'degraded' });
  commitTag('v2');
  await look('?refresh=normal');
  expect((await statesUntil(succeeded)).at(-1)).toBe('Synced Degraded Succeeded result v1,v2');
});

test('a stuck operation blocks a later commit until it is terminated', async () => {
  await start({ kind: 'stuck' });
  commitTag('v2');
  await look('?refresh=normal');
  await statesUntil(({ status }) => status.operationState?.message?.startsWith('waiting for healthy state') ?? false);
  argocd.setScenario('flux-airflow', { kind: 'healthy' });
  const fixed = commitTag('v3');
  const held = await look('?refresh=normal');
  expect(held.status.sync.revision).toBe(fixed);
  expect(held.status.operationState?.phase).toBe('Running');
  expect((await ask('/applications/flux-airflow/operation', { method: 'DELETE' })).status).toBe(415);
  expect((await terminate()).status).toBe(200);
  await statesUntil(succeeded);
  expect((await look()).status.summary.images).toEqual([`${REPOSITORY}:v3`]);
  expect((await terminate()).status).toBe(400);
});

test('a failing comparison returns 200 with Unknown and the old health and phase', async () => {
  await start();
  commit('images: [unclosed');
  const shown = await look('?refresh=hard');
  expect(line(shown)).toBe('Unknown Healthy Succeeded result v1');
  expect(shown.status.sync.revision).toBeUndefined();
  expect(shown.status.conditions?.[0]?.type).toBe('ComparisonError');
  commitTag('v1');
  expect(line(await look('?refresh=normal'))).toBe('Synced Healthy Succeeded result v1');
  argocd.setScenario('flux-airflow', { kind: 'comparison-error', message: 'repo-server is down' });
  expect((await look('?refresh=normal')).status.conditions?.[0]?.message).toBe('repo-server is down');
});

test('a slow rollout takes longer by its factor', async () => {
  await start({ kind: 'slow', factor: 2 });
  commitTag('v2');
  await look('?refresh=normal');
  expect(await statesUntil(succeeded)).toHaveLength(13);
});

test('a rollout that steps with looks shows each state once, however much time passes', async () => {
  await start();
  argocd.stepWithLooks();
  commitTag('v2');
  await look('?refresh=normal');
  time += 100 * STEP_MS;
  const states: string[] = [];
  for (let looks = 0; looks < 6; looks += 1) states.push(line(await look()));
  expect(states).toEqual([
    'OutOfSync Healthy Running v1',
    'OutOfSync Healthy Running result v1',
    'OutOfSync Healthy Running result v1,v2',
    'Synced Progressing Running result v1,v2',
    'Synced Healthy Running result v2',
    'Synced Healthy Succeeded result v2',
  ]);
});

test('with the controller down, a refresh hangs, and a plain read returns the old state', async () => {
  await start({ kind: 'controller-down' });
  commitTag('v2');
  const refresh = ask('/applications/flux-airflow?refresh=normal', { signal: AbortSignal.timeout(100) });
  await expect(refresh).rejects.toThrow(/timeout/);
  expect(line(await look())).toBe('Synced Healthy Succeeded result v1');
  argocd.setScenario('flux-airflow', { kind: 'healthy' });
  await look('?refresh=normal');
  await statesUntil(succeeded);
});

test('rejects requests as a real one does', async () => {
  await start({ kind: 'healthy' }, { readToken: 'read', login: { username: 'admin', password: 'secret' } });
  const describeAnswer = async (answer: Response) =>
    `${answer.status} ${((await answer.json()) as { message: string }).message}`;
  expect(await describeAnswer(await ask('/applications/flux-airflow', {}, ''))).toBe('401 no session information');
  expect(await describeAnswer(await ask('/applications/flux-airflow', {}, 'garbage'))).toBe(
    '401 no session information',
  );
  expect(await describeAnswer(await ask('/applications/flux-airflow', {}, 'a.b.c'))).toMatch(
    /^401 invalid session: token signature is invalid/,
  );
  expect(await describeAnswer(await ask('/applications/none'))).toBe('403 permission denied');
  expect(await describeAnswer(await ask('/applications/none?project=default'))).toBe(
    '404 applications.argoproj.io "none" not found',
  );
  expect((await ask('/applications/flux-airflow?project=default&appNamespace=argocd')).status).toBe(200);
  expect((await ask('/applications/flux-airflow?project=other')).status).toBe(404);
  expect((await ask('/applications/flux-airflow?appNamespace=team')).status).toBe(403);
  expect((await ask('/applications/flux-airflow?refresh=normal', {}, 'read')).status).toBe(200);
  const headers = { 'content-type': 'application/json' };
  const ended = await ask('/applications/flux-airflow/operation', { method: 'DELETE', headers }, 'read');
  expect(ended.status).toBe(403);
  const login = (password: string) =>
    ask('/session', { method: 'POST', headers, body: JSON.stringify({ username: 'admin', password }) }, '');
  expect(await (await login('secret')).json()).toEqual({ token });
  expect((await login('wrong')).status).toBe(401);
});
