import { type Airflow, startAirflow } from '../../sandbox/airflow/index.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { readSourceFiles } from '../../sandbox/stage/source-files.ts';
import { type Stage, type StageOptions, startStage } from '../../sandbox/stage/stage.ts';

/** A stage whose values file deploys an Airflow that runs. */
export interface AirflowStage {
  readonly stage: Stage;
  readonly airflow: Airflow;
  /** Deploys a commit, follows it in Argo CD and asks Airflow. */
  deploy(
    commit: string,
    inputs?: Record<string, string>,
    step?: Omit<Parameters<Stage['run']>[1] & object, 'inputs'>,
  ): Promise<ActionResult>;
}

export const PASSWORDS = { deployer: 'sandbox-airflow-password-01', reader: 'sandbox-airflow-password-02' } as const;

/** Runs a test on a stage of its own, with an Airflow that has the DAGs of the repository and `orders`. */
export function onAirflow(
  scene: (here: AirflowStage) => Promise<void>,
  options: StageOptions = {},
): () => Promise<void> {
  return async () => {
    const stage = await startStage(options);
    const airflow = await startStageAirflow();
    try {
      await scene({
        stage,
        airflow,
        deploy: (commit, inputs, step) => deploy({ stage, airflow }, commit, inputs, step),
      });
    } finally {
      await Promise.all([stage.close(), airflow.close()]);
    }
  };
}

/** Starts an Airflow that has the DAGs of the repository and `orders`. */
export async function startStageAirflow(): Promise<Airflow> {
  const airflow = await startAirflow({
    accounts: [
      { username: 'deployer', password: PASSWORDS.deployer, role: 'user' },
      { username: 'reader', password: PASSWORDS.reader, role: 'viewer' },
    ],
  });
  for (const dag of [...(await listDagFiles()), 'orders']) airflow.state.addDag(dag);
  return airflow;
}

/** Returns the names of the DAG files of the repository, which its image ships, without `.py`. */
async function listDagFiles(): Promise<string[]> {
  const files = Object.keys(await readSourceFiles());
  return files.flatMap((path) => /^airflow\/dags\/(.+)\.py$/.exec(path)?.[1] ?? []);
}

/** Returns the inputs of a deployment that follows the rollout and asks Airflow. */
export function airflowInputs({ stage, airflow }: Pick<AirflowStage, 'stage' | 'airflow'>): Record<string, string> {
  return {
    'argocd-server': stage.argocd.url,
    'argocd-app': 'flux-airflow',
    'argocd-token': stage.argocdToken,
    'airflow-url': airflow.url,
    'airflow-username': 'deployer',
    'airflow-password': PASSWORDS.deployer,
  };
}

function deploy(
  here: Pick<AirflowStage, 'stage' | 'airflow'>,
  commit: string,
  inputs: Record<string, string> = {},
  step: Omit<Parameters<Stage['run']>[1] & object, 'inputs'> = {},
): Promise<ActionResult> {
  return here.stage.run(commit, { ...step, inputs: { ...airflowInputs(here), ...inputs } });
}
