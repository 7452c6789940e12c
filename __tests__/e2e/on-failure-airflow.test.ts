/** `on-failure: rollback` where Airflow, or a commit status, reports the failure. */
import { expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { beforeAnswer } from '../../sandbox/http/during-call.ts';
import { json } from '../../sandbox/http/message.ts';
import { Service } from '../../sandbox/http/service.ts';
import { GITOPS, type Stage } from '../../sandbox/stage/stage.ts';
import { DEPLOYER, deploy, deployHealthy, expectLeftAlone, expectRolledBack, onStage } from './on-failure-stage.ts';

interface ImportError {
  readonly filename: string;
  readonly stack_trace: string;
}

/** An Airflow that parses every file at each request, and cannot import the given ones. */
async function startAirflow(names: string[], errors: ImportError[]): Promise<Service> {
  const now = () => new Date().toISOString();
  return Service.start({
    name: 'airflow',
    routes: [
      {
        method: 'GET',
        path: '/api/v2/dags',
        handle: () => {
          const dags = names.map((name) => ({
            dag_id: name,
            fileloc: `/opt/airflow/dags/${name}.py`,
            last_parsed_time: now(),
          }));
          return json(200, { dags, total_entries: dags.length });
        },
      },
      {
        method: 'GET',
        path: '/api/v2/importErrors',
        handle: () => {
          const list = errors.map((error) => ({ ...error, timestamp: now() }));
          return json(200, { import_errors: list, total_entries: list.length });
        },
      },
    ],
  });
}

async function withAirflow(
  stage: Stage,
  scene: (world: {
    healthy: string;
    inputs: Record<string, string>;
    errors: ImportError[];
    names: string[];
  }) => Promise<void>,
) {
  const [names, errors]: [string[], ImportError[]] = [['orders'], []];
  const airflow = await startAirflow(names, errors);
  try {
    const inputs = { 'airflow-url': airflow.url, 'airflow-token': 'a-token-of-airflow' };
    const healthy = await deployHealthy(stage, inputs);
    await scene({ healthy, inputs, errors, names });
  } finally {
    await airflow.close();
  }
}

test.concurrent(
  'an import error in a file that the deployment changed is rolled back',
  onStage((stage) =>
    withAirflow(stage, async ({ healthy, inputs, errors, names }) => {
      const failing = await mergeDag(stage, 'payments');
      names.push('payments');
      errors.push({ filename: 'payments.py', stack_trace: 'Traceback\nNameError: no name' });
      const result = await deploy(stage, failing, inputs);
      await expectRolledBack(stage, result, failing, healthy);
      expect(result.annotations.map(({ message }) => message).join('\n')).toContain(
        'Airflow cannot import 1 of the files that this deployment changed: payments.py: NameError: no name',
      );
    }),
  ),
);

test.concurrent(
  'an import error in another file fails the run, but is not rolled back',
  onStage((stage) =>
    withAirflow(stage, async ({ inputs, errors, names }) => {
      const failing = await mergeDag(stage, 'payments');
      names.push('payments');
      errors.push({ filename: 'orders.py', stack_trace: 'File "/opt/airflow/dags/orders.py"\nNameError: no name' });
      expect(await deploy(stage, failing, inputs)).toHaveFailedWith('dags-not-imported');
      await expectLeftAlone(stage, failing);
    }),
  ),
);

const NAME = 'continuous-delivery/flux-airflow';
const FOLLOW = { follow: 'commit-status', 'commit-status-context': NAME, 'rollout-timeout': '0.3' };

/** Deploys, and lets the notifier write a status on each new commit before the run looks. */
async function deployReported(stage: Stage, commit: string, states: readonly string[]) {
  const written = states.map((state, index) =>
    beforeAnswer(stage.github.service, { route: 'graphql CommitFile', nth: index + 1 }, async () => {
      const head = await stage.gitops.head('main');
      const answer = await fetch(`${stage.github.url}/repos/${GITOPS}/statuses/${head}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${DEPLOYER}` },
        body: JSON.stringify({ state, context: NAME, description: `it is a ${state}` }),
      });
      expect(answer.status).toBe(201);
    }),
  );
  const result = await deploy(stage, commit, FOLLOW);
  await Promise.all(written);
  return result;
}

test.concurrent(
  'a commit status that stays a failure is rolled back, if the version right before was seen healthy',
  onStage(async (stage) => {
    const healthy = await mergeDag(stage, 'orders');
    expect(await deployReported(stage, healthy, ['success'])).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    const failing = await mergeDag(stage, 'payments');
    const result = await deployReported(stage, failing, ['failure', 'success']);
    await expectRolledBack(stage, result, failing, healthy);
    expect(result.annotations.map(({ message }) => message).join('\n')).toContain(`${NAME}: failure, it is a failure`);
  }),
);

test.concurrent(
  'a commit status after a version that was not seen healthy is not enough',
  onStage(async (stage) => {
    const healthy = await mergeDag(stage, 'orders');
    expect(await deployReported(stage, healthy, ['success'])).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(
      await deploy(stage, await mergeDag(stage, 'unseen'), { 'on-failure': 'report', follow: 'none' }),
    ).toHaveDeployed();
    const failing = await mergeDag(stage, 'payments');
    const result = await deployReported(stage, failing, ['failure']);
    expect(result).toHaveFailedWith('rollback-impossible');
    expect(result.annotations.map(({ message }) => message).join('\n')).toContain(
      'a commit status does not say what failed',
    );
    await expectLeftAlone(stage, failing);
  }),
);
