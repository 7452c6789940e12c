/** Deployments that restart an Airflow while tasks run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { Airflow } from '../../sandbox/airflow/index.ts';
import type { Fault } from '../../sandbox/http/fault.ts';
import { ENGINEER, GITOPS, LEAD, type Stage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { TEAM_VALUES } from '../../sandbox/stage/values.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { onAirflow, PASSWORDS } from './airflow-stage.ts';

const TASKS = 'GET /api/v2/dags/~/dagRuns/~/taskInstances';
const LOCAL = TEAM_VALUES.replace('executor: KubernetesExecutor', 'executor: LocalExecutor');
const CELERY = `${TEAM_VALUES.replace('KubernetesExecutor', 'CeleryExecutor,KubernetesExecutor')}
workers:
  terminationGracePeriodSeconds: 900
`;

function looks({ service }: Airflow): number {
  return service.calls.filter(({ route }) => route === TASKS).length;
}

function commentOf({ source }: Stage): string {
  return (
    source.pullRequests
      .at(-1)
      ?.comments.map(({ body }) => body)
      .join('\n') ?? ''
  );
}

test.concurrent(
  'shows what the commit does to the tasks of each executor, by the executors and the grace period of the values file',
  onAirflow(
    async ({ stage, airflow, deploy }) => {
      for (let index = 0; index < 120; index += 1) airflow.state.startTask('orders', 'count', { mapIndex: index });
      airflow.state.startTask('revenue_report', 'send', { executor: 'KubernetesExecutor' });
      const result = await deploy(await mergeDag(stage, 'orders'));
      expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: [] });
      const sentence =
        '121 tasks of 2 DAGs running at the deployment: 120 (CeleryExecutor) have 15 min 0 s to end, then Kubernetes stops them; 1 (KubernetesExecutor) continues in its own pod';
      expect(result.log).toContain(sentence);
      for (const shown of [result.summary, commentOf(stage)]) {
        expect(shown).toContain(`<details><summary>⏱️ ${sentence}</summary>`);
        expect(shown).toContain('- `orders`: 120 tasks (`count`)\n- `revenue_report`: 1 task (`send`)');
      }
      expect(result.log.join('\n')).not.toContain(PASSWORDS.deployer);
    },
    { values: CELERY },
  ),
);

test.concurrent(
  'Airflow’s own executor wins over the values file, and no running task is a line in the summary alone',
  onAirflow(async ({ stage, airflow, deploy }) => {
    airflow.state.showsConfiguration = true;
    const task = airflow.state.startTask('orders', 'count');
    const commit = await mergeDag(stage, 'orders');
    const dry = await deploy(commit, { 'dry-run': 'true', 'wait-for-tasks': '5' });
    expect(dry).toHaveSucceeded({ summary: '1 (LocalExecutor) has 10 s to end, then Kubernetes stops it' });
    airflow.state.endTask(task);
    const result = await deploy(commit);
    expect(result).toHaveDeployed({ summary: '⏱️ No task is running, so the deployment interrupts none' });
    expect(commentOf(stage)).not.toContain('⏱️');
  }),
);

test.concurrent.each<Fault>([{ status: 503 }, 'hang'])(
  'an Airflow that does not answer before the commit (%j) is one notice, and does not delay the commit',
  (fault) =>
    onAirflow(async ({ stage, airflow, deploy }) => {
      airflow.service.faults.plan({ route: TASKS, nth: 1, fault });
      const result = await deploy(await mergeDag(stage, 'orders'));
      expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: ['running tasks not known'] });
      expect(result.annotations[0]).toMatchObject({ level: 'notice' });
      const committed = stage.github.service.calls.find(({ route }) => route === 'graphql CommitFile');
      const asked = airflow.service.calls.filter(({ route }) => route === TASKS);
      expect(asked.map(({ startedAt }) => startedAt < (committed?.startedAt ?? 0))).toEqual([true]);
    })(),
);

test.concurrent(
  'an Airflow that answers late, but before the image is pushed, shows its tasks',
  onAirflow(async ({ stage, airflow, deploy }) => {
    airflow.state.startTask('orders', 'count');
    // Longer than the run waits for Airflow, and the build waits for it too.
    airflow.service.faults.plan({ route: TASKS, nth: 1, fault: { after: () => sleep(16_000) } });
    const answered = airflow.service.next(TASKS);
    stage.registry.service.faults.plan({ route: /^POST /, nth: 1, fault: { after: answered } });
    const result = await deploy(await mergeDag(stage, 'orders'));
    expect(result).toHaveDeployed({ summary: '1 (KubernetesExecutor) continues in its own pod', titles: [] });
  }),
);

test.concurrent(
  'waits for the tasks that the commit would stop, and not for those that start later; then commits',
  onAirflow(
    async ({ stage, airflow, deploy }) => {
      const [first, second] = ['count', 'sum'].map((task) => airflow.state.startTask('orders', task));
      airflow.state.startTask('revenue_report', 'send', { executor: 'KubernetesExecutor' });
      const before = await stage.gitops.head('main');
      const waiting = deploy(await mergeDag(stage, 'orders'), { 'wait-for-tasks': '2' });
      await waitFor('the comment about the wait', async () => commentOf(stage).includes('waits for 2 running tasks'));
      airflow.state.endTask(first ?? '');
      airflow.state.startTask('orders_revenue', 'late');
      const seen = looks(airflow);
      await waitFor('two more looks', async () => looks(airflow) >= seen + 2);
      expect(await stage.gitops.head('main')).toBe(before);
      airflow.state.endTask(second ?? '');
      const result = await waiting;
      expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: [] });
      const log = result.log.join('\n');
      expect(log).toMatch(
        /Waiting for 2 tasks \(orders\.count, orders\.sum\)\n[\s\S]*Waiting for 1 task \(orders\.sum\)\n[\s\S]*Started during the wait, and not waited for: 1 task \(orders_revenue\.late\)/,
      );
      expect(log.match(/Waiting for 1 task/g)).toHaveLength(1);
      expect(result.summary).toContain('2 tasks of 2 DAGs running at the deployment');
      expect(result.summary).toMatch(/wait-for-tasks \d+ s|wait-for-tasks \d\.\d s/);
    },
    { values: LOCAL },
  ),
);

test.concurrent(
  'tasks of the Kubernetes executor are not waited for',
  onAirflow(async ({ stage, airflow, deploy }) => {
    airflow.state.startTask('orders', 'count');
    const result = await deploy(await mergeDag(stage, 'orders'), { 'wait-for-tasks': '5' });
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: [] });
    expect(result.summary).toContain('1 (KubernetesExecutor) continues in its own pod');
    expect(result.log.join('\n')).not.toContain('Waiting for');
  }),
);

test.concurrent(
  'at the time limit, fail stops before the commit and deploy goes on with a warning',
  onAirflow(
    async ({ stage, airflow, deploy }) => {
      airflow.state.startTask('orders', 'count');
      const commit = await mergeDag(stage, 'orders');
      const before = await stage.gitops.head('main');
      const wait = { 'wait-for-tasks': '0.1' };
      const failed = await deploy(commit, { ...wait, 'wait-for-tasks-timeout': 'fail' });
      expect(failed).toHaveFailedWith('tasks-still-running');
      expect(failed.annotations[0]?.message).toMatch(/1 task \(orders\.count\) still runs after 0\.1 minutes/);
      expect(failed.annotations[0]?.message).toContain('Nothing was committed to the GitOps repository');
      expect(commentOf(stage)).toContain('## ❌ Not deployed: tasks that the deployment would stop still run');
      expect(await stage.gitops.head('main')).toBe(before);
      const deployed = await deploy(commit, wait);
      expect(deployed).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: ['tasks still running'] });
    },
    { values: LOCAL },
  ),
);

test.concurrent.each([
  ['hold', 'held', setHold],
  ['newer deployment', 'superseded', deployNewer],
] as const)('a %s that comes during the wait ends it as %s', (_, outcome, interfere) =>
  onAirflow(
    async ({ stage, airflow, deploy }) => {
      const task = airflow.state.startTask('orders', 'count');
      const commit = await mergeDag(stage, 'orders');
      const waiting = deploy(commit, { 'wait-for-tasks': '2' });
      await waitFor('a look of the wait', async () => looks(airflow) >= 2);
      await interfere(stage);
      airflow.state.endTask(task);
      const result = await waiting;
      expect(result).toHaveEndedWith(outcome);
      expect(String(await stage.gitops.read('main', VALUES_FILE))).not.toContain(commit);
    },
    { values: LOCAL },
  )(),
);

async function setHold({ gitops }: Stage): Promise<void> {
  const files = { [`${VALUES_FILE}.hold`]: 'reason: test\n' };
  await gitops.commit({ branch: 'main', message: 'Hold', author: ENGINEER, files });
}

async function deployNewer(stage: Stage): Promise<void> {
  expect(await stage.run(await mergeDag(stage, 'payments'))).toHaveDeployed();
}

test.concurrent(
  'an outage during the wait is waited through; at the limit it counts as unknown',
  onAirflow(
    async ({ stage, airflow, deploy }) => {
      const task = airflow.state.startTask('orders', 'count');
      const commit = await mergeDag(stage, 'orders');
      airflow.service.faults.plan({ route: TASKS, nth: 3, fault: 'reset' });
      airflow.service.faults.plan({ route: TASKS, nth: 4, fault: { status: 503 } });
      const waiting = deploy(commit, { 'wait-for-tasks': '2', 'wait-for-tasks-timeout': 'fail' });
      await waitFor('the looks after the outage', () => looks(airflow) >= 5);
      airflow.expireTokens();
      airflow.state.endTask(task);
      const result = await waiting;
      expect(result).toHaveDeployed({
        outputs: { rollout: 'rolled-out' },
        titles: [],
        log: /did not answer[\s\S]*failed: 503/,
      });
    },
    { values: LOCAL },
  ),
);

test.concurrent(
  'with fail, an account or an address that Airflow refuses stops before the commit; with deploy it is a warning',
  onAirflow(
    async ({ stage, deploy }) => {
      const commit = await mergeDag(stage, 'orders');
      const before = await stage.gitops.head('main');
      const wait = { 'wait-for-tasks': '2', 'airflow-password': 'another-password-000001' };
      const failed = await deploy(commit, { ...wait, 'wait-for-tasks-timeout': 'fail' });
      expect(failed).toHaveFailedWith('airflow-account');
      expect(failed.annotations[0]?.message).toContain('Nothing was committed to the GitOps repository');
      expect(await stage.gitops.head('main')).toBe(before);
      const unknown = { ...wait, 'airflow-url': 'http://127.0.0.1:9', 'wait-for-tasks': '0.05' };
      const late = await deploy(commit, { ...unknown, 'wait-for-tasks-timeout': 'fail' });
      expect(late).toHaveFailedWith('tasks-still-running');
      expect(late.annotations[0]?.message).toContain('after 0.05 minutes Airflow has not confirmed that the tasks');
      expect(await stage.gitops.head('main')).toBe(before);
      const deployed = await deploy(commit, wait);
      expect(deployed).toHaveFailedWith('airflow-account', { titles: ['running tasks not known', 'airflow-account'] });
      expect(await stage.gitops.head('main')).not.toBe(before);
    },
    { values: LOCAL },
  ),
);

test.concurrent(
  'a rollback does not wait for tasks, nor does break-glass; a resume does',
  onAirflow(
    async ({ stage, airflow, deploy }) => {
      const wait = { 'wait-for-tasks': '5', 'wait-for-tasks-timeout': 'fail' };
      const older = await mergeDag(stage, 'orders');
      expect(await deploy(older)).toHaveDeployed();
      const commit = await mergeDag(stage, 'payments');
      airflow.state.addDag('payments');
      expect(await deploy(commit)).toHaveDeployed();
      airflow.state.startTask('orders', 'count');
      airflow.state.dags.delete('payments');
      const goBack = { operation: 'rollback', 'rollback-to': `version-${older}`, reason: 'It counts twice' };
      expect(await deploy(commit, { ...wait, ...goBack })).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
      airflow.state.addDag('payments');
      const byHand = { eventName: 'workflow_dispatch', actor: LEAD } as const;
      const resume = { ...wait, 'wait-for-tasks': '0.05', operation: 'resume', commit };
      expect(await deploy(commit, resume, byHand)).toHaveFailedWith('tasks-still-running');
      const emergency = { ...wait, operation: 'resume', commit, 'break-glass': 'The page is down' };
      expect(await deploy(commit, emergency, byHand)).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
      expect(await stage.gitops.log('main')).toHaveLength(5);
    },
    { values: LOCAL },
  ),
);

test.concurrent(
  'wrong inputs are rejected before anything is changed',
  onAirflow(async ({ stage, deploy }) => {
    const commit = await mergeDag(stage, 'orders');
    for (const [code, inputs] of [
      ['input-wait-for-tasks', { 'wait-for-tasks-timeout': 'stop' }],
      ['input-wait-for-tasks', { 'wait-for-tasks': '5', mode: 'pull-request' }],
      ['input-minutes', { 'wait-for-tasks': 'long' }],
      ['airflow-inputs', { 'wait-for-tasks': '5', 'airflow-url': '' }],
      ['airflow-inputs', { 'smoke-dags': 'orders', 'airflow-url': '' }],
    ] as const)
      expect(await deploy(commit, inputs)).toHaveFailedWith(code);
    expect(stage.github.service.calls.filter(({ path }) => path.includes(GITOPS))).toEqual([]);
  }),
);
