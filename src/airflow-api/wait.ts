import { setTimeout as sleep } from 'node:timers/promises';
import type { AirflowApi, AirflowState, ImportError } from './airflow-api.ts';
import { isAirflowOutage } from './errors.ts';
import { ParseCount, type SeenDag } from './parse-count.ts';

const LOOK_EVERY_MS = 3_000;

/** After so many parses, a difference is not a leftover of the rollout. */
export const PARSES_TO_BE_SURE = 3;

export interface Loaded {
  readonly kind: 'loaded';
  readonly dags: readonly SeenDag[];
  readonly importErrors: readonly ImportError[];
}

/** The time is up before the DAG processor has certainly parsed every file, but it has parsed some since the commit. */
export interface PartlyLoaded {
  readonly kind: 'partly-loaded';
  readonly dags: readonly SeenDag[];
  /** Errors of files that were parsed since the commit. */
  readonly importErrors: readonly ImportError[];
  /** Errors of files that were not; the new image may have fixed them. */
  readonly oldErrors: readonly ImportError[];
  /** The time between two parses of a file, in milliseconds; `undefined` if none was parsed twice. */
  readonly paceMs: number | undefined;
}

export interface Unknown {
  readonly kind: 'out-of-time';
  readonly message: string;
}

export interface DagWait {
  readonly limitMs: number;
  /** The time since the commit, in milliseconds. */
  readonly sinceCommitMs: number;
  readonly isExpected: (loaded: Loaded) => boolean;
}

/**
 * Waits until Airflow has parsed all DAG files from now on, and returns its DAGs and import errors. The DAG processor takes
 * the files in turn: once one DAG was parsed twice, each file was parsed at least once. An unexpected result may come from
 * a process that is about to end, so it is confirmed over a few more turns. If the time limit is shorter than a turn, the
 * files that were parsed since the commit decide.
 * @throws AirflowApiError if Airflow rejects a request
 */
export async function waitForDags(
  airflow: Pick<AirflowApi, 'look'>,
  { limitMs, sinceCommitMs, isExpected }: DagWait,
): Promise<Loaded | PartlyLoaded | Unknown> {
  const end = Date.now() + limitMs;
  const parsed = new ParseCount(sinceCommitMs);
  let seen: Loaded | PartlyLoaded | Unknown = { kind: 'out-of-time', message: 'Airflow lists no DAG' };
  for (;;) {
    try {
      seen = evaluateParses(parsed, await airflow.look());
      if (seen.kind === 'loaded' && (isExpected(seen) || mostOf(seen.dags) > PARSES_TO_BE_SURE)) return seen;
    } catch (error) {
      if (!isAirflowOutage(error)) throw error;
      seen = { kind: 'out-of-time', message: error.message };
    }
    if (Date.now() + LOOK_EVERY_MS > end) return seen;
    await sleep(LOOK_EVERY_MS);
  }
}

function evaluateParses(parsed: ParseCount, state: AirflowState): Loaded | PartlyLoaded | Unknown {
  const dags = parsed.count(state);
  const { importErrors } = state;
  if (dags.length === 0) return { kind: 'out-of-time', message: 'Airflow lists no DAG' };
  if (dags.every(({ parses }) => parses > 0) && mostOf(dags) >= 2) return { kind: 'loaded', dags, importErrors };
  const isNew = ({ timestamp }: ImportError) => parsed.isSinceCommit(timestamp);
  if (!dags.some(({ isParsedSinceCommit }) => isParsedSinceCommit) && !importErrors.some(isNew))
    return { kind: 'out-of-time', message: 'the DAG processor has parsed no file since the commit' };
  const [fresh, old] = [importErrors.filter(isNew), importErrors.filter((error) => !isNew(error))];
  return { kind: 'partly-loaded', dags, importErrors: fresh, oldErrors: old, paceMs: parsed.paceMs };
}

function mostOf(dags: readonly SeenDag[]): number {
  return Math.max(...dags.map(({ parses }) => parses));
}
