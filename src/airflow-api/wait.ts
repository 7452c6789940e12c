import { setTimeout as sleep } from 'node:timers/promises';
import { AdapterError } from '../errors.ts';
import { RetryableError } from '../http/retry.ts';
import type { AirflowApi, AirflowState, ImportError, ListedDag } from './airflow-api.ts';

const LOOK_EVERY_MS = 3_000;

/** After so many parses, a difference is not a leftover of the rollout. */
export const PARSES_TO_BE_SURE = 3;

export interface SeenDag extends ListedDag {
  /** How often its file was parsed since the first request. */
  readonly parses: number;
}

export interface Loaded {
  readonly kind: 'loaded';
  readonly dags: readonly SeenDag[];
  readonly importErrors: readonly ImportError[];
}

export interface Unknown {
  readonly kind: 'out-of-time';
  readonly message: string;
}

/**
 * Waits until Airflow has parsed all DAG files from now on, and returns its DAGs and import errors. The DAG processor takes
 * the files in turn: once one DAG was parsed twice, each file was parsed at least once. An unexpected result may come from
 * a process that is about to end, so it is confirmed over a few more turns.
 * @throws AirflowApiError if Airflow rejects a request
 */
export async function waitForDags(
  airflow: Pick<AirflowApi, 'look'>,
  limitMs: number,
  isExpected: (loaded: Loaded) => boolean,
): Promise<Loaded | Unknown> {
  const end = Date.now() + limitMs;
  const parsed = new ParseCount();
  let seen: Loaded | Unknown = { kind: 'out-of-time', message: 'Airflow lists no DAG' };
  for (;;) {
    try {
      seen = evaluateParses(parsed, await airflow.look());
      if (seen.kind === 'loaded' && (isExpected(seen) || mostOf(seen.dags) > PARSES_TO_BE_SURE)) return seen;
    } catch (error) {
      const mayPass = error instanceof RetryableError || (error instanceof AdapterError && !error.isRefusal);
      if (!mayPass) throw error;
      seen = { kind: 'out-of-time', message: error.message };
    }
    if (Date.now() + LOOK_EVERY_MS > end) return seen;
    await sleep(LOOK_EVERY_MS);
  }
}

function evaluateParses(parsed: ParseCount, state: AirflowState): Loaded | Unknown {
  const dags = parsed.count(state);
  if (dags.length === 0) return { kind: 'out-of-time', message: 'Airflow lists no DAG' };
  if (dags.some(({ parses }) => parses === 0) || mostOf(dags) < 2)
    return { kind: 'out-of-time', message: 'the DAG processor has not parsed all files' };
  return { kind: 'loaded', dags, importErrors: state.importErrors };
}

function mostOf(dags: readonly SeenDag[]): number {
  return Math.max(...dags.map(({ parses }) => parses));
}

/** Counts the parses of each DAG since the first request, by Airflow's own clock. */
class ParseCount {
  readonly #times = new Map<string, Set<number>>();
  #since: number | undefined;

  count({ dags, now }: AirflowState): SeenDag[] {
    const since = this.#since ?? now;
    this.#since = since;
    return dags.map((dag) => {
      const times = this.#times.get(dag.dag_id) ?? new Set();
      const at = Date.parse(dag.last_parsed_time ?? '');
      if (at > since) this.#times.set(dag.dag_id, times.add(at));
      return { ...dag, parses: times.size };
    });
  }
}
