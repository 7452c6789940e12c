import { UserError } from '../../errors.ts';
import { plural } from '../../plural.ts';
import { DeploymentFailure } from '../deployment-failure.ts';

/** The deployment that the smoke DAGs prove. */
export interface SmokeSubject {
  readonly tag: string;
  /** The commit in the GitOps repository. */
  readonly commit: string;
  /** The run of the workflow. */
  readonly runUrl: string;
  /** How a person rolls back, as `describeRollback` returns it. */
  readonly wayBack: string;
}

const AGAIN = 'run this job again: it follows the same runs and triggers none twice';

/** Returns the error for DAGs that Airflow cannot run, each as `orders is paused`. Nothing was triggered for them. */
export function notRunnable({ tag }: SmokeSubject, server: string, problems: readonly string[]): UserError {
  return new UserError(
    'smoke-dag-not-runnable',
    `${tag} runs, but its smoke test cannot start: ${problems.join('; ')} (${server}).`,
    `Correct smoke-dags, or the DAG in Airflow, then ${AGAIN}.`,
  );
}

/** Returns the error for an account that may not trigger DAG runs. */
export function mayNotTrigger({ tag }: SmokeSubject, server: string, dag: string): UserError {
  return new UserError(
    'airflow-account',
    `${tag} runs, but the account may not trigger the smoke DAG ${dag} (403, ${server}).`,
    `Give the account the permission to create DAG runs (Airflow’s role User has it), then ${AGAIN}.`,
  );
}

/**
 * Returns the error for runs that failed, each as `orders: task count failed (URL)`. It is a `DeploymentFailure` unless a
 * person deleted a run.
 */
export function smokeFailed(
  { tag, wayBack }: SmokeSubject,
  failures: readonly string[],
  isDeleted: boolean,
): UserError {
  const error = new UserError(
    'smoke-dag-failed',
    `${tag} runs, but its smoke test failed: ${failures.join('; ')}.`,
    `Read the log of the task there, and fix the cause in a pull request. If the cause is not in the image, clear the run in Airflow, then ${AGAIN}. ${wayBack}`,
  );
  return isDeleted ? error : new DeploymentFailure(error, `its smoke test failed: ${failures.join('; ')}`);
}

/** Returns the error for runs that have not ended in time, each as `orders is running (URL)`. */
export function smokeTimeout(
  { tag, wayBack }: SmokeSubject,
  limitMs: number,
  unended: readonly string[],
  trouble: string | undefined,
): UserError {
  const why = trouble === undefined ? '' : ` Last error: ${trouble}.`;
  return new UserError(
    'smoke-dag-timeout',
    `${tag} runs, but its smoke test has not ended after ${plural(limitMs / 60_000, 'minute')}: ${unended.join('; ')}.${why}`,
    `Look at the runs there. Raise smoke-timeout if they need longer, then ${AGAIN}. ${wayBack}`,
  );
}
