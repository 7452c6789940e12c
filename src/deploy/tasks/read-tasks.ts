import { setTimeout as sleep } from 'node:timers/promises';
import { readExecutorSetting } from '../../airflow-api/executors.ts';
import { readRunningTasks } from '../../airflow-api/running-tasks.ts';
import { AirflowSession } from '../../airflow-api/session.ts';
import { type Outcome, settle } from '../../eager.ts';
import type { WholeDeployment } from '../options.ts';
import { findWait } from './find-wait.ts';
import type { TaskReading } from './interruption.ts';

/** The time limit of a reading that nothing waits for. */
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
  return settle(withLimit(readTasks(new AirflowSession(rollout.airflow.api))));
}

/** @throws RetryableError if another attempt may succeed; AirflowApiError */
async function readTasks(session: AirflowSession): Promise<TaskReading> {
  const executor = readExecutorSetting(session).catch(() => undefined);
  const { items: tasks } = await readRunningTasks(session);
  return { tasks, executor: await executor };
}

async function withLimit<T>(work: Promise<T>): Promise<T> {
  const late = new Error(`Airflow did not answer within ${LIMIT_MS / 1000} seconds`);
  const end = new AbortController();
  const limit = sleep(LIMIT_MS, undefined, { signal: end.signal, ref: false }).then(() => Promise.reject(late));
  try {
    return await Promise.race([work, limit]);
  } finally {
    end.abort();
    limit.catch(() => undefined);
  }
}
