/** `on-failure: rollback` where a smoke DAG reports the failure. */
import { expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { Airflow } from '../../sandbox/airflow/index.ts';
import type { SandboxDag } from '../../sandbox/airflow/state.ts';
import type { Stage } from '../../sandbox/stage/stage.ts';
import { airflowInputs, startStageAirflow } from './airflow-stage.ts';
import { deploy, deployHealthy, expectLeftAlone, expectRolledBack, onStage } from './on-failure-stage.ts';

const TRIGGER = 'POST /api/v2/dags/:dag/dagRuns';

interface SmokeScene {
  readonly stage: Stage;
  readonly airflow: Airflow;
  readonly inputs: Record<string, string>;
  /** The version that was seen healthy, after its smoke DAG succeeded. */
  readonly healthy: string;
  /** A merge whose smoke run fails. */
  readonly failing: string;
  readonly dag: SandboxDag;
}

function onSmokeStage(scene: (here: SmokeScene) => Promise<void>): () => Promise<void> {
  return onStage(async (stage) => {
    const airflow = await startStageAirflow();
    try {
      const inputs = { ...airflowInputs({ stage, airflow }), 'smoke-dags': 'orders', 'smoke-timeout': '2' };
      const healthy = await deployHealthy(stage, inputs);
      const dag = airflow.state.addDag('orders', { outcome: { state: 'failed', afterMs: 0, failedTask: 'count' } });
      airflow.state.addDag('payments');
      await scene({ stage, airflow, inputs, healthy, failing: await mergeDag(stage, 'payments'), dag });
    } finally {
      await airflow.close();
    }
  });
}

function triggers({ service }: Airflow): number {
  return service.calls.filter(({ route }) => route === TRIGGER).length;
}

test.concurrent(
  'a failed smoke DAG is rolled back; a rerun triggers nothing',
  onSmokeStage(async ({ stage, airflow, inputs, healthy, failing }) => {
    const result = await deploy(stage, failing, inputs);
    await expectRolledBack(stage, result, failing, healthy);
    expect(result.annotations[0]?.message).toMatch(
      /its smoke test failed: orders failed in count \(http.*\/dags\/orders\/runs\/flux-airflow__version-/,
    );
    const [issue] = stage.source.issues;
    expect(issue?.body).toContain('orders failed in count');
    const head = await stage.gitops.head('main');
    await expectRolledBack(stage, await deploy(stage, failing, inputs), failing, healthy);
    expect(await stage.gitops.head('main')).toBe(head);
    expect([triggers(airflow), airflow.state.runs.length, stage.source.issues.length]).toEqual([2, 2, 1]);
  }),
);

test.concurrent(
  'a runner killed while the smoke DAG runs: the rerun follows the same run, and rolls back when it fails',
  onSmokeStage(async ({ stage, airflow, inputs, healthy, failing, dag }) => {
    dag.outcome = { state: 'never', afterMs: 0 };
    const killer = new AbortController();
    const killed = deploy(stage, failing, inputs, { signal: killer.signal });
    for (let call = 0; call < 2; call += 1) await airflow.service.next('GET /api/v2/dags/:dag/dagRuns/:run');
    killer.abort();
    expect(await killed).toHaveExitedWith(null);
    await expectLeftAlone(stage, failing);
    dag.outcome = { state: 'failed', afterMs: 0 };
    const rerun = await deploy(stage, failing, inputs);
    await expectRolledBack(stage, rerun, failing, healthy);
    expect(rerun.log.join('\n')).toMatch(/orders has the run flux-airflow__\S+ already; following it/);
    expect(airflow.state.runs.map(({ dag }) => dag)).toEqual(['orders', 'orders']);
  }),
);

test.concurrent(
  'a smoke DAG that does not end, or whose run a person deletes, proves no failure: not rolled back',
  onSmokeStage(async ({ stage, airflow, inputs, failing, dag }) => {
    dag.outcome = { state: 'never', afterMs: 0 };
    expect(await deploy(stage, failing, { ...inputs, 'smoke-timeout': '0.1' })).toHaveFailedWith('smoke-dag-timeout');
    await expectLeftAlone(stage, failing);
    const ended = deploy(stage, failing, inputs);
    await airflow.service.next('GET /api/v2/dags/:dag/dagRuns/:run');
    airflow.state.runs.pop();
    const result = await ended;
    expect(result).toHaveFailedWith('smoke-dag-failed', { outputs: { 'rolled-back-to': undefined } });
    expect(result.annotations[0]?.message).toContain('the run of orders was deleted');
    await expectLeftAlone(stage, failing);
  }),
);
