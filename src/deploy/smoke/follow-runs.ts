import { setTimeout as sleep } from 'node:timers/promises';
import { info } from '@actions/core';
import { pageOf, readDagRun, readFailedTasks } from '../../airflow-api/dag-runs.ts';
import { isAirflowOutage } from '../../airflow-api/errors.ts';
import type { AirflowSession } from '../../airflow-api/session.ts';
import { type SmokeSubject, smokeFailed, smokeTimeout } from './errors.ts';

const LOOK_EVERY_MS = 3_000;

/** The runs of one id, one per DAG. */
export interface SmokeRuns {
  readonly runId: string;
  readonly dags: readonly string[];
  readonly limitMs: number;
  /** When to give up. Milliseconds since 1970. */
  readonly end: number;
}

/**
 * Waits until every run has succeeded, and fails as soon as one has not. Goes on while Airflow does not answer.
 * @throws UserError `smoke-dag-failed`, `smoke-dag-timeout`; AirflowApiError if Airflow refuses the request
 */
export async function followRuns(session: AirflowSession, runs: SmokeRuns, subject: SmokeSubject): Promise<void> {
  const { runId, dags, limitMs, end } = runs;
  const states = new Map(dags.map((dag) => [dag, 'queued']));
  for (;;) {
    const trouble = await look(session, runId, states);
    const failed = dags.filter((dag) => states.get(dag) === 'failed' || states.get(dag) === 'deleted');
    if (failed.length > 0) {
      const failures = await Promise.all(failed.map((dag) => describeFailure(session, dag, runId, states)));
      const isDeleted = failed.every((dag) => states.get(dag) === 'deleted');
      throw smokeFailed(subject, failures, isDeleted);
    }
    const unended = dags.filter((dag) => states.get(dag) !== 'success');
    if (unended.length === 0) return;
    if (Date.now() + LOOK_EVERY_MS > end) {
      const list = unended.map((dag) => `${dag} is ${states.get(dag)} (${pageOf(session, dag, runId)})`);
      throw smokeTimeout(subject, limitMs, list, trouble);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** Reads the runs that have not ended, and logs each change. Returns why Airflow did not answer; `undefined` if it did. */
async function look(session: AirflowSession, runId: string, states: Map<string, string>): Promise<string | undefined> {
  try {
    for (const [dag, before] of states) {
      if (before === 'success') continue;
      const state = (await readDagRun(session, dag, runId))?.state ?? 'deleted';
      if (state !== before) info(`${dag}: ${state}`);
      states.set(dag, state);
    }
    return undefined;
  } catch (error) {
    if (!isAirflowOutage(error)) throw error;
    info(error.message);
    return error.message;
  }
}

async function describeFailure(
  session: AirflowSession,
  dag: string,
  runId: string,
  states: ReadonlyMap<string, string>,
): Promise<string> {
  const page = pageOf(session, dag, runId);
  if (states.get(dag) === 'deleted') return `the run of ${dag} was deleted (${page})`;
  const tasks = await readFailedTasks(session, dag, runId).catch(() => []);
  const named = tasks.length === 0 ? '' : ` in ${tasks.slice(0, 5).join(', ')}`;
  return `${dag} failed${named} (${page})`;
}
