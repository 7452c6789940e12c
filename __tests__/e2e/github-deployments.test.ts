import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, SOURCE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

const BLIND_TOKEN = 'ghs_sandboxblindtoken0000000000000000000000009';
const ENVIRONMENT = 'airflow-production';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'write' } } as const;
  stage.github.addToken({ token: BLIND_TOKEN, login: 'github-actions[bot]', app: true, permissions });
});
afterAll(() => stage.close());

function deploy(commit: string, inputs: Record<string, string> = {}) {
  return stage.run(commit, { inputs: { environment: ENVIRONMENT, ...inputs } });
}

/** commit → the states of its deployments. */
function recorded(): [string, string[]][] {
  return stage.source.deployments.map(({ sha, statuses }) => [sha, statuses.map(({ state }) => state)]);
}

function leaveBehind(sha: string): void {
  stage.source.deployments.push({
    id: stage.source.state.nextId(),
    sha,
    ref: sha,
    task: 'flux-airflow',
    environment: ENVIRONMENT,
    description: '',
    payload: {},
    creator: stage.source.state.user(ENGINEER),
    createdAt: new Date(),
    statuses: [],
  });
}

test('each deployment has one record; the one before it becomes inactive', async () => {
  const first = await mergeDag(stage, 'orders');
  const result = await deploy(first);
  expect(result).toHaveDeployed();
  expect(recorded()).toEqual([[first, ['in_progress', 'success']]]);
  const [record] = stage.source.deployments;
  expect(record).toMatchObject({ environment: ENVIRONMENT, description: `version-${first}` });
  expect(record?.statuses.at(-1)).toMatchObject({
    logUrl: `${stage.github.url}/${SOURCE}/actions/runs/1/attempts/1`,
    environmentUrl: result.outputs['commit-url'],
  });
  const second = await mergeDag(stage, 'invoices');
  await deploy(second);
  expect(recorded()).toEqual([
    [first, ['in_progress', 'success', 'inactive']],
    [second, ['in_progress', 'success']],
  ]);
});

test('a rerun and a skipped deployment add no record', async () => {
  const before = recorded();
  const [[first = ''] = [], [second = ''] = []] = before;
  expect(await deploy(second)).toHaveEndedWith('unchanged');
  expect(await deploy(first)).toHaveEndedWith('skipped');
  expect(recorded()).toEqual(before);
});

test('a rerun continues the record of a killed run, and another commit ends it', async () => {
  const killed = await mergeDag(stage, 'killed');
  leaveBehind(killed);
  const next = await mergeDag(stage, 'next');
  leaveBehind(next);
  const count = stage.source.deployments.length;
  expect(await deploy(next)).toHaveDeployed();
  expect(stage.source.deployments).toHaveLength(count);
  expect(recorded().slice(-2)).toEqual([
    [killed, ['inactive']],
    [next, ['in_progress', 'success']],
  ]);
});

test('a failed rollout is recorded as a failure, and the earlier deployment stays active', async () => {
  const before = recorded().at(-1);
  const commit = await mergeDag(stage, 'broken');
  stage.argocd.setScenario('flux-airflow', { kind: 'failing', retries: 5 });
  const result = await deploy(commit, {
    'argocd-server': stage.argocd.url,
    'argocd-app': 'flux-airflow',
    'argocd-token': stage.argocdToken,
  });
  expect(result).toHaveFailedWith('rollout-failed');
  expect(recorded().slice(-2)).toEqual([before, [commit, ['in_progress', 'failure']]]);
});

test('a rollback is recorded as a deployment of the older commit', async () => {
  const [older = ''] = recorded().find(([, states]) => states.at(-1) === 'inactive') ?? [];
  const inputs = { operation: 'rollback', 'rollback-to': `version-${older}`, reason: 'orders are wrong' };
  expect(await deploy(await stage.source.head('main'), inputs)).toHaveDeployed();
  const [standing, ...others] = recorded().filter(([, states]) => states.at(-1) === 'success');
  expect(standing).toEqual([older, ['in_progress', 'success']]);
  expect(others).toEqual([]);
  expect(await stage.run(await stage.source.head('main'), { inputs: { operation: 'resume' } })).toHaveSucceeded();
});

test('deploys without permission to record it, and without an environment', async () => {
  const before = recorded();
  const commit = await mergeDag(stage, 'blind');
  const blind = await stage.run(commit, { token: BLIND_TOKEN, inputs: { environment: ENVIRONMENT } });
  expect(blind).toHaveDeployed();
  expect(blind.log.join('\n')).toMatch(/Could not record the deployment in GitHub: .*“Deployments/);
  const quiet = await stage.run(await mergeDag(stage, 'quiet'));
  expect(quiet).toHaveDeployed();
  expect(recorded()).toEqual(before);
  expect(String(await stage.gitops.read('main', VALUES_FILE))).toContain(await stage.source.head('main'));
});
