import { group, info } from '@actions/core';
import { pageOf } from '../../airflow-api/dag-runs.ts';
import { AirflowSession } from '../../airflow-api/session.ts';
import { code, link } from '../../markdown.ts';
import { plural } from '../../plural.ts';
import { writeSummary } from '../../runner/summary.ts';
import { formatDuration } from '../../time.ts';
import type { AirflowOptions } from '../options.ts';
import { checkRunnable, type Readiness } from './check-runnable.ts';
import type { SmokeSubject } from './errors.ts';
import { followRuns } from './follow-runs.ts';
import { smokeRunId, triggerOnce } from './trigger.ts';

/**
 * Triggers a run of each smoke DAG in the deployed Airflow, and waits until all have succeeded. Without `smoke`, does
 * nothing.
 * @throws UserError `smoke-dag-failed`, `smoke-dag-timeout`, `smoke-dag-not-runnable`, `airflow-account`; AirflowApiError.
 * The deployment is running
 */
export async function runSmokeDags(
  { api, smoke }: Pick<AirflowOptions, 'api' | 'smoke'>,
  subject: SmokeSubject,
  parsed: Omit<Readiness, 'end'>,
): Promise<void> {
  if (smoke === undefined) return;
  const { dags, limitMs } = smoke;
  const session = new AirflowSession(api);
  const runId = smokeRunId(subject);
  const start = Date.now();
  const end = start + limitMs;
  await group('smoke-dags', async () => {
    const now = await checkRunnable(session, dags, subject, { ...parsed, end });
    for (const dag of dags) await triggerOnce(session, dag, subject, now);
    await followRuns(session, { runId, dags, limitMs, end }, subject);
  });
  const sentence = `🧪 ${plural(dags.length, 'smoke DAG')} succeeded after ${formatDuration(Date.now() - start)}`;
  info(`${sentence}: ${dags.join(', ')}`);
  writeSummary('smoke', `${sentence}: ${dags.map((dag) => link(code(dag), pageOf(session, dag, runId))).join(', ')}`);
}
