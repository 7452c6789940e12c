import { setTimeout as sleep } from 'node:timers/promises';
import { info } from '@actions/core';
import { type DagState, readDag } from '../../airflow-api/dag-runs.ts';
import type { AirflowSession } from '../../airflow-api/session.ts';
import { notRunnable, type SmokeSubject } from './errors.ts';

const LOOK_EVERY_MS = 3_000;

export interface Readiness {
  /** When to give up. Milliseconds since 1970. */
  readonly end: number;
  /** Whether the DAG processor has certainly parsed every file since the rollout. */
  readonly isAllParsed: boolean;
  /** When the tag was committed. Milliseconds since 1970, by the clock of this machine. */
  readonly committedAt: number;
}

type SeenDag = (DagState & { readonly now: number }) | undefined;

/**
 * Checks that each DAG can be triggered, before any is. If the DAG processor may not have parsed a file of the image yet,
 * waits for it. Returns Airflow's own time.
 * @throws UserError `smoke-dag-not-runnable`; AirflowApiError
 */
export async function checkRunnable(
  session: AirflowSession,
  dags: readonly string[],
  subject: SmokeSubject,
  readiness: Readiness,
): Promise<number> {
  for (let looks = 1; ; looks += 1) {
    const seen = await Promise.all(
      dags.map(async (dag) => ({
        dag,
        state: await readDag(session, dag, Math.max(0, readiness.end - Date.now())),
      })),
    );
    const late = seen.filter(({ state }) => !isParsed(state, readiness));
    const canWait = late.length > 0 && Date.now() + LOOK_EVERY_MS < readiness.end;
    if (!canWait) {
      const problems = seen.flatMap(({ dag, state }) => describeProblem(dag, state) ?? []);
      if (problems.length > 0) throw notRunnable(subject, session.server, problems);
      return Math.max(...seen.map(({ state }) => state?.now ?? 0));
    }
    if (looks === 1) info(`Waiting until Airflow has parsed ${late.map(({ dag }) => dag).join(', ')}`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Returns whether Airflow shows the DAG as the image has it. */
function isParsed(state: SeenDag, { isAllParsed, committedAt }: Readiness): boolean {
  if (isAllParsed) return true;
  if (state === undefined || state.is_stale) return false;
  return Date.parse(state.last_parsed_time ?? '') > state.now - (Date.now() - committedAt);
}

function describeProblem(dag: string, state: SeenDag): string | undefined {
  if (state === undefined) return `Airflow has no DAG ${dag}, or does not show it to this account`;
  if (state.is_stale) return `${dag} is no longer in any DAG file`;
  if (state.has_import_errors === true) return `${dag} has import errors`;
  return state.is_paused ? `${dag} is paused, so its runs stay queued` : undefined;
}
