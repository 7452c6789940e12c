import { info } from '@actions/core';
import { readDagRun, triggerDagRun } from '../../airflow-api/dag-runs.ts';
import type { AirflowSession } from '../../airflow-api/session.ts';
import { recordWrite, type Write } from '../../runner/side-effects.ts';
import { mayNotTrigger, notRunnable, type SmokeSubject } from './errors.ts';

/** How long Airflow may fail to accept a run. */
const LIMIT_MS = 60_000;

/** Returns the id of the run that proves a deployment. A rerun of the job has the same, so Airflow rejects a second run. */
export function smokeRunId({ tag, commit }: Pick<SmokeSubject, 'tag' | 'commit'>): string {
  return `flux-airflow__${tag}__${commit.slice(0, 7)}`;
}

/**
 * Triggers one run of a DAG, unless an earlier try of this deployment did.
 * @param now Airflow's own time
 * @throws UserError `smoke-dag-not-runnable`, `airflow-account`; AirflowApiError
 */
export async function triggerOnce(
  session: AirflowSession,
  dag: string,
  subject: SmokeSubject,
  now: number,
): Promise<void> {
  const { tag, runUrl } = subject;
  const runId = smokeRunId(subject);
  const request = {
    runId,
    // Airflow's clock, as the runner sees it, has whole seconds, but two runs of a DAG may not have the same logical date.
    logicalDate: now - Math.ceil(Math.random() * 1000),
    conf: { flux_airflow_smoke: tag },
    note: `Smoke test of ${tag}, triggered by ${runUrl}`,
  };
  const triggered = await recordWrite(sideEffect(tag, dag), () => triggerDagRun(session, dag, request, LIMIT_MS));
  switch (triggered.kind) {
    case 'triggered':
      info(`Triggered ${dag} as ${runId}`);
      return;
    case 'exists':
      if ((await readDagRun(session, dag, runId, LIMIT_MS)) === undefined)
        throw notRunnable(subject, session.server, [`another run of ${dag} has the same logical date`]);
      info(`${dag} has the run ${runId} already; following it`);
      return;
    case 'forbidden':
      throw mayNotTrigger(subject, session.server, dag);
    case 'rejected':
      throw notRunnable(subject, session.server, [`Airflow rejects a run of ${dag}: ${triggered.reason}`]);
  }
}

function sideEffect(tag: string, dag: string): Write<unknown> {
  const running = `${tag} is committed, and it is running.`;
  return {
    mark: 'commit',
    unsure: `${running} It is unknown whether Airflow has the smoke run of ${dag}. A rerun does not trigger it twice.`,
    done: () => `${running} Airflow has its smoke runs, and a rerun triggers none twice.`,
  };
}
