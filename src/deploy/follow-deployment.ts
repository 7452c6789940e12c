import { readTrailer } from '../gitops/commit-message.ts';
import { findChangedFiles } from './airflow/changed-files.ts';
import { checkAirflow } from './airflow/check-airflow.ts';
import { findDagFiles } from './airflow/dag-files.ts';
import { DeploymentFailure } from './deployment-failure.ts';
import type { FollowingRun } from './following-run.ts';
import { finishRollback } from './on-failure/finish-rollback.ts';
import { previewRollback } from './on-failure/preview.ts';
import { recordHealthy } from './on-failure/record-healthy.ts';
import { rollBack } from './on-failure/roll-back.ts';
import { findUnfinishedRollback } from './on-failure/unfinished-rollback.ts';
import type { AirflowOptions } from './options.ts';
import type { Deployed } from './result.ts';
import { describeRollback } from './rollback-page.ts';
import { findCommitted, followRollout } from './rollout/follow-rollout.ts';
import type { OwnCommit } from './rollout/rollout.ts';
import { runSmokeDags } from './smoke/smoke-dags.ts';

/**
 * Follows a deployment to its healthy end, and records that. If it fails, and `on-failure` is `rollback`, deploys the last
 * healthy version in its place.
 * @throws UserError `rolled-back`, `rollback-failed`, `rollback-impossible`; as `followRollout`, `checkAirflow` and `runSmokeDags`
 */
export async function followDeployment(run: FollowingRun, deployed: Deployed): Promise<void> {
  const { request, onFailure } = run.options;
  const rollsBack = onFailure === 'rollback';
  if (rollsBack && request.delivery.dryRun && deployed.outcome === 'deployed') return previewRollback(run);
  const unfinished = rollsBack ? await findUnfinishedRollback(run, deployed) : undefined;
  if (unfinished !== undefined) throw await finishRollback(run, unfinished);
  const committed = findCommitted(request, deployed);
  try {
    await followToEnd(run, deployed, committed);
  } catch (thrown) {
    if (!rollsBack || committed === undefined || !(thrown instanceof DeploymentFailure)) throw thrown;
    throw await rollBack(run, committed, thrown);
  }
}

async function followToEnd(run: FollowingRun, deployed: Deployed, committed: OwnCommit | undefined): Promise<void> {
  const { clients, options, notify } = run;
  const { request, rollout, onFailure } = options;
  // A run that deploys nothing does not wait for Argo CD.
  const before = committed === undefined ? undefined : await run.before;
  const followed = await followRollout(clients, request, { ...options, before }, deployed);
  if (followed === undefined || committed === undefined) return;
  notify((observer) => observer.rolledOut(followed));
  if (followed.kind !== 'rolled-out') return;
  if (rollout?.airflow !== undefined) await checkDags(run, rollout.airflow, deployed, committed);
  await recordHealthy(clients, request, onFailure, committed);
}

async function checkDags(
  { options: { build, request, rollbackPage }, committedAt }: FollowingRun,
  airflow: AirflowOptions,
  { previousTag }: Deployed,
  { commit, message }: OwnCommit,
): Promise<void> {
  const { tag } = request.version;
  const back = previousTag === tag ? null : previousTag;
  const wayBack = describeRollback(rollbackPage, back ?? undefined);
  const replaced = readTrailer(message, 'Previous-Tag');
  const isAllParsed = await checkAirflow(airflow, {
    tag,
    wayBack,
    files: await findDagFiles(build.registry, tag),
    sinceCommitMs: Date.now() - committedAt,
    findChanged: async () => (replaced === undefined ? undefined : findChangedFiles(build.registry, tag, replaced)),
  });
  await runSmokeDags(airflow, { tag, commit, runUrl: request.run.url, wayBack }, { isAllParsed, committedAt });
}
