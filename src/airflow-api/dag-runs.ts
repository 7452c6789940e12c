import { retry } from '../http/retry.ts';
import type { AirflowSession } from './session.ts';

/** What decides whether a DAG can be triggered. */
export interface DagState {
  readonly is_paused: boolean;
  /** Whether its file is gone, or no longer defines it. */
  readonly is_stale: boolean;
  /** Since Airflow 3.1. */
  readonly has_import_errors?: boolean;
  /** When its file was last parsed; ISO 8601. */
  readonly last_parsed_time: string | null;
}

/** The state of a DAG run: `queued`, `running`, `success` or `failed`. */
export interface DagRun {
  readonly state: string;
}

/** A run to trigger. */
export interface DagRunRequest {
  readonly runId: string;
  readonly conf: Readonly<Record<string, string>>;
  readonly note: string;
  /** Milliseconds since 1970. */
  readonly logicalDate: number;
}

export type Triggered =
  | { readonly kind: 'triggered'; readonly run: DagRun }
  /** A run of this id exists. */
  | { readonly kind: 'exists' }
  /** The DAG cannot be triggered, in Airflow's words. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** The account may not trigger DAG runs. */
  | { readonly kind: 'forbidden' };

/**
 * Reads a DAG, with Airflow's own time; `undefined` if Airflow does not have it, or not for this account.
 * @param limitMs how long to retry while Airflow does not answer
 */
export async function readDag(
  session: AirflowSession,
  dagId: string,
  limitMs = 0,
): Promise<(DagState & { readonly now: number }) | undefined> {
  const accepted = [403, 404];
  const { status, body, now } = await retry(limitMs, () => session.call(`/api/v2/${pathOf(dagId)}`, { accepted }));
  return accepted.includes(status) ? undefined : { ...(body as unknown as DagState), now };
}

/**
 * Triggers a DAG run. Safe to repeat: Airflow rejects a second run of the same id.
 * @param limitMs how long to retry while Airflow does not answer
 */
export async function triggerDagRun(
  session: AirflowSession,
  dagId: string,
  { runId, conf, note, logicalDate }: DagRunRequest,
  limitMs = 0,
): Promise<Triggered> {
  const call = {
    body: { dag_run_id: runId, logical_date: new Date(logicalDate).toISOString(), conf, note },
    accepted: [400, 403, 404, 409, 422],
  };
  const { status, body } = await retry(limitMs, () => session.call(`/api/v2/${pathOf(dagId)}/dagRuns`, call));
  if (status === 409) return { kind: 'exists' };
  if (status === 403) return { kind: 'forbidden' };
  if (status >= 400) return { kind: 'rejected', reason: reasonOf(body) };
  return { kind: 'triggered', run: body as unknown as DagRun };
}

/**
 * Reads a DAG run; `undefined` if it does not exist.
 * @param limitMs how long to retry while Airflow does not answer
 */
export async function readDagRun(
  session: AirflowSession,
  dagId: string,
  runId: string,
  limitMs = 0,
): Promise<DagRun | undefined> {
  const path = `/api/v2/${pathOf(dagId, runId)}`;
  const { status, body } = await retry(limitMs, () => session.call(path, { accepted: [404] }));
  return status === 404 ? undefined : (body as unknown as DagRun);
}

/** Reads the ids of the tasks that failed in a run. */
export async function readFailedTasks(
  session: AirflowSession,
  dagId: string,
  runId: string,
): Promise<readonly string[]> {
  const path = `${pathOf(dagId, runId)}/taskInstances`;
  const { items } = await session.list<{ task_id: string }>(path, 'task_instances', { state: 'failed' });
  return [...new Set(items.map(({ task_id: task }) => task))];
}

/** Returns the page of a DAG, or of one of its runs, in Airflow. */
export function pageOf({ server }: AirflowSession, dagId: string, runId?: string): string {
  return `${server}/dags/${encodeURIComponent(dagId)}${runId === undefined ? '' : `/runs/${encodeURIComponent(runId)}`}`;
}

function pathOf(dagId: string, runId?: string): string {
  return `dags/${encodeURIComponent(dagId)}${runId === undefined ? '' : `/dagRuns/${encodeURIComponent(runId)}`}`;
}

/** Returns FastAPI's `detail`: a text, an object with a reason, or a list of mistakes in the body. */
function reasonOf({ detail }: Record<string, unknown>): string {
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}
