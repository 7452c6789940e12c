/** Deployments that are proved by runs of chosen DAGs. */
import { expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { type AirflowStage, onAirflow, PASSWORDS } from './airflow-stage.ts';

const TRIGGER = 'POST /api/v2/dags/:dag/dagRuns';
const RUN = 'GET /api/v2/dags/:dag/dagRuns/:run';
const SMOKE = { 'smoke-dags': 'orders, revenue_report', 'smoke-timeout': '1' };

function triggers({ airflow }: AirflowStage): number {
  return airflow.service.calls.filter(({ route }) => route === TRIGGER).length;
}

function commentOf({ stage }: AirflowStage): string {
  return (
    stage.source.pullRequests
      .at(-1)
      ?.comments.map(({ body }) => body)
      .join('\n') ?? ''
  );
}

test.concurrent(
  'triggers each DAG once, marked with tag and run, and succeeds with the runs; a rerun follows the same runs',
  onAirflow(async (here) => {
    const { stage, airflow, deploy } = here;
    const dag = airflow.state.addDag('orders', { outcome: { state: 'never', afterMs: 0 } });
    const commit = await mergeDag(stage, 'orders');
    const ended = deploy(commit, SMOKE);
    await waitFor('a look at the run of orders', () =>
      airflow.service.calls.some(({ route, path }) => route === RUN && path.includes('/orders/')),
    );
    dag.outcome = { state: 'success', afterMs: 0 };
    const result = await ended;
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: [] });
    const gitopsCommit = result.outputs['commit-sha'] ?? '';
    const id = `flux-airflow__version-${commit}__${gitopsCommit.slice(0, 7)}`;
    expect(airflow.state.runs).toEqual(
      ['orders', 'revenue_report'].map((dag) =>
        expect.objectContaining({
          dag,
          id,
          conf: { flux_airflow_smoke: `version-${commit}` },
          note: expect.stringMatching(/^Smoke test of version-\w+, triggered by http.*\/actions\/runs\//),
        }),
      ),
    );
    expect(result.log.join('\n')).toMatch(
      /Triggered orders as flux-airflow__[\s\S]*orders: running[\s\S]*orders: success/,
    );
    expect(result.summary).toMatch(
      /🧪 2 smoke DAGs succeeded after [\d.]+ s: \[`orders`\]\(http.*\/dags\/orders\/runs\//,
    );
    const again = await deploy(commit, SMOKE);
    expect(again).toHaveEndedWith('unchanged', { outputs: { rollout: 'rolled-out' }, titles: [] });
    expect(again.log).toContain(`orders has the run ${id} already; following it`);
    expect([airflow.state.runs.length, triggers(here)]).toEqual([2, 4]);
  }),
);

test.concurrent(
  'a failed run fails the deployment with task and page; a rerun fails alike until a person clears the run',
  onAirflow(async (here) => {
    const { stage, airflow, deploy } = here;
    const dag = airflow.state.addDag('orders', { outcome: { state: 'failed', afterMs: 0, failedTask: 'count' } });
    const commit = await mergeDag(stage, 'orders');
    const result = await deploy(commit, SMOKE);
    expect(result).toHaveFailedWith('smoke-dag-failed', { outputs: { rollout: 'rolled-out' } });
    const message = result.annotations[0]?.message ?? '';
    expect(message).toMatch(
      /its smoke test failed: orders failed in count \(http.*\/dags\/orders\/runs\/flux-airflow__/,
    );
    expect(message).toContain(`rollback-to: version-${stage.first}`);
    expect(message).toContain('is committed, and it is running. Airflow has its smoke runs');
    expect(commentOf(here)).toContain('## ❌ Running, but a check failed: a smoke DAG failed');
    expect(await deploy(commit, SMOKE)).toHaveFailedWith('smoke-dag-failed');
    dag.outcome = { state: 'success', afterMs: 0 };
    expect(await deploy(commit, SMOKE)).toHaveEndedWith('unchanged', { titles: [] });
    expect(airflow.state.runs).toHaveLength(2);
  }),
);

test.concurrent(
  'a run that does not end fails the deployment at the time limit',
  onAirflow(async ({ stage, airflow, deploy }) => {
    airflow.state.addDag('orders', { outcome: { state: 'never', afterMs: 0 } });
    const result = await deploy(await mergeDag(stage, 'orders'), { ...SMOKE, 'smoke-timeout': '0.1' });
    expect(result).toHaveFailedWith('smoke-dag-timeout');
    expect(result.annotations[0]?.message).toMatch(/has not ended after 0\.1 minutes: orders is running \(http/);
  }),
);

test.concurrent(
  'an outage of Airflow while its runs are followed is waited through',
  onAirflow(async ({ stage, airflow, deploy }) => {
    airflow.service.faults.plan({ route: RUN, nth: 1, fault: { status: 502 } });
    airflow.service.faults.plan({ route: RUN, nth: 2, fault: 'truncated' });
    const result = await deploy(await mergeDag(stage, 'orders'), SMOKE);
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: [], log: /failed: 502/ });
  }),
);

test.concurrent(
  'DAGs that cannot run are named together, and none is triggered',
  onAirflow(async (here) => {
    const { stage, airflow, deploy } = here;
    airflow.state.addDag('paused', { isPaused: true, fileloc: '/opt/airflow/dags/orders.py' });
    airflow.state.addDag('stale', { isStale: true });
    const inputs = { ...SMOKE, 'smoke-dags': 'orders\npaused\nabsent\nstale' };
    const result = await deploy(await mergeDag(stage, 'orders'), inputs);
    expect(result).toHaveFailedWith('smoke-dag-not-runnable', { outputs: { rollout: 'rolled-out' } });
    expect(result.annotations[0]?.message).toContain(
      'paused is paused, so its runs stay queued; Airflow has no DAG absent, or does not show it to this account; stale is no longer in any DAG file',
    );
    expect(triggers(here)).toBe(0);
  }),
);

test.concurrent(
  'an account that may only read cannot trigger: the error says which permission is missing',
  onAirflow(async ({ stage, deploy }) => {
    const reader = { ...SMOKE, 'airflow-username': 'reader', 'airflow-password': PASSWORDS.reader };
    const result = await deploy(await mergeDag(stage, 'orders'), reader);
    expect(result).toHaveFailedWith('airflow-account');
    expect(result.annotations[0]?.message).toContain('may not trigger the smoke DAG orders (403');
    expect(result.annotations[0]?.message).toContain('Safe now: version-');
  }),
);

test.concurrent(
  'a lost answer to the trigger is repeated, and Airflow has one run',
  onAirflow(async ({ stage, airflow, deploy }) => {
    airflow.service.faults.plan({ route: TRIGGER, nth: 1, fault: 'lost-answer' });
    airflow.service.faults.plan({ route: TRIGGER, nth: 3, fault: { status: 500 } });
    const result = await deploy(await mergeDag(stage, 'orders'), SMOKE);
    expect(result).toHaveDeployed({ titles: [], log: 'orders has the run flux-airflow__' });
    expect(airflow.state.runs.map(({ dag }) => dag)).toEqual(['orders', 'revenue_report']);
  }),
);

test.concurrent(
  'after a rollback and a resume, the same tag is proved by a new run, because it is a new deployment',
  onAirflow(async ({ stage, airflow, deploy }) => {
    const [older, commit] = [await mergeDag(stage, 'orders'), await mergeDag(stage, 'payments')];
    expect(await stage.run(older)).toHaveDeployed();
    const payments = airflow.state.addDag('payments', { outcome: { state: 'failed', afterMs: 0 } });
    const smoke = { ...SMOKE, 'smoke-dags': 'payments' };
    expect(await deploy(commit, smoke)).toHaveFailedWith('smoke-dag-failed');
    const goBack = { operation: 'rollback', 'rollback-to': `version-${older}`, reason: 'The smoke test failed' };
    payments.isStale = true;
    expect(await deploy(commit, { ...goBack, 'smoke-dags': 'orders', 'smoke-timeout': '1' })).toHaveDeployed();
    Object.assign(payments, { isStale: false, outcome: { state: 'success', afterMs: 0 } });
    const byHand = { eventName: 'workflow_dispatch', actor: 'ada' } as const;
    expect(await deploy(commit, { ...smoke, operation: 'resume', commit }, byHand)).toHaveDeployed({ titles: [] });
    expect(airflow.state.runs.map(({ dag }) => dag)).toEqual(['payments', 'orders', 'payments']);
  }),
);
