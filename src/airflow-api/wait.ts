import { setTimeout as sleep } from 'node:timers/promises';
import { OutageError } from '../errors.ts';
import { TryAgain } from '../wire/retry.ts';
import type { AirflowApi, AirflowSight, ImportError } from './airflow-api.ts';

const LOOK_EVERY_MS = 3_000;

export interface Loaded {
  readonly kind: 'loaded';
  readonly dags: readonly string[];
  readonly importErrors: readonly ImportError[];
}

export interface Unknown {
  readonly kind: 'out-of-time';
  readonly message: string;
}

/**
 * Waits until Airflow has parsed all DAG files since this moment, and gives what it found. Its DAG processor takes the
 * files in turn: once one DAG was parsed for the second time, each file was parsed at least once.
 * @throws UserError `airflow-…` when Airflow refuses to answer
 */
export async function waitForDags(airflow: Pick<AirflowApi, 'look'>, limitMs: number): Promise<Loaded | Unknown> {
  const end = Date.now() + limitMs;
  const parsed = new Map<string, Set<number>>();
  let since: number | undefined;
  let message = 'no DAG is listed';
  for (;;) {
    try {
      const sight = await airflow.look();
      since ??= sight.now;
      if (isWhole(sight, since, parsed)) {
        return { kind: 'loaded', dags: sight.dags.map(({ dag_id: id }) => id), importErrors: sight.importErrors };
      }
      if (sight.dags.length > 0) message = 'its DAG processor has not parsed all files';
    } catch (error) {
      if (!(error instanceof TryAgain) && !(error instanceof OutageError)) throw error;
      message = error.message;
    }
    if (Date.now() + LOOK_EVERY_MS > end) return { kind: 'out-of-time', message };
    await sleep(LOOK_EVERY_MS);
  }
}

/** Notes when each DAG was parsed; whether all were since then, and one of them twice. */
function isWhole({ dags }: AirflowSight, since: number, parsed: Map<string, Set<number>>): boolean {
  const counts = dags.map(({ dag_id: id, last_parsed_time: time }) => {
    const times = parsed.get(id) ?? new Set();
    const at = Date.parse(time ?? '');
    if (at > since) parsed.set(id, times.add(at));
    return times.size;
  });
  return counts.length > 0 && Math.min(...counts) >= 1 && Math.max(...counts) >= 2;
}
