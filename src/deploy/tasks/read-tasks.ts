import { readExecutorSetting } from '../../airflow-api/executors.ts';
import { readRunningTasks } from '../../airflow-api/running-tasks.ts';
import { AirflowSession } from '../../airflow-api/session.ts';
import { type Outcome, resultOf, settle, waitAtMost } from '../../eager.ts';
import type { WholeDeployment } from '../options.ts';
import { findWait } from './find-wait.ts';
import type { TaskReading } from './interruption.ts';

/** How long a run waits for a reading that began before the image was built. */
const LIMIT_MS = 15_000;

/**
 * Reads the running tasks while the image is built. Never throws. Returns `undefined` if the run makes no commit by itself
 * that restarts Airflow, knows no Airflow, or reads the tasks later because it waits for them.
 */
export async function prefetchTasks(
  options: Pick<WholeDeployment, 'request' | 'rollout'>,
): Promise<Outcome<TaskReading> | undefined> {
  const { operation, delivery } = options.request;
  const { rollout } = options;
  const isDeployment = operation.kind === 'deploy' || operation.kind === 'resume';
  if (rollout?.airflow === undefined || !isDeployment || delivery.mode === 'pull-request') return undefined;
  if (findWait(options) !== undefined) return undefined;
  return settle(readTasks(new AirflowSession(rollout.airflow.api)));
}

/** @throws RetryableError if another attempt may succeed; AirflowApiError */
async function readTasks(session: AirflowSession): Promise<TaskReading> {
  const executor = readExecutorSetting(session).catch(() => undefined);
  const { items: tasks } = await readRunningTasks(session);
  return { tasks, executor: await executor };
}

/**
 * Returns the result of `prefetchTasks`. The time limit begins with this call and not with the reading, which goes on while
 * the image is built: a machine that is slow in one is slow in the other.
 * @throws Error of the reading, or if it does not end within the time limit
 */
export async function awaitTasks(
  reading: Promise<Outcome<TaskReading> | undefined>,
  limitMs = LIMIT_MS,
): Promise<TaskReading | undefined> {
  const outcome = await waitAtMost(limitMs, reading, () => {
    throw new Error(`Airflow did not answer within ${limitMs / 1000} seconds after the push`);
  });
  return outcome && resultOf(outcome);
}
