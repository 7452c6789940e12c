import { group, info } from '@actions/core';
import { bumpValues, type Result } from '../../bump-values/bump-values.ts';
import { UserError } from '../../errors.ts';
import { logGates, reportGates } from '../../gates/report.ts';
import { readTrailer } from '../../gitops/commit-message.ts';
import type { EarlierVersion } from '../../gitops/health/find-last-healthy.ts';
import { formatError, translate } from '../../translate/translate.ts';
import type { DeploymentFailure } from '../deployment-failure.ts';
import type { FollowingRun } from '../following-run.ts';
import type { OwnCommit } from '../rollout/rollout.ts';
import type { CommittedRollback } from './committed-rollback.ts';
import { replacedSince, rollbackImpossible } from './errors.ts';
import { finishRollback } from './finish-rollback.ts';
import { planRollback, type RollbackPlan, rollbackRequest } from './plan-rollback.ts';
import { findUnfinishedRollback } from './unfinished-rollback.ts';

/**
 * Deploys the last version that was seen healthy in place of the one that failed, with a hold, by the gates and the commit
 * of a rollback; then follows it. Returns the error of the run, which says what is deployed now.
 */
export async function rollBack(
  run: FollowingRun,
  committed: OwnCommit,
  failure: DeploymentFailure,
): Promise<UserError> {
  const { options, notify } = run;
  // The news in case that the run is killed before the rollback.
  notify((observer) => observer.failed(failure));
  info(`${failure.message}\nThe action rolls back, because on-failure is rollback.`);
  const back = await group('rollback', () => commitRollback(run, committed, failure));
  if ('replaced' in back) return replacedSince(failure, back.replaced);
  if ('why' in back) return rollbackImpossible(committed.tag, failure, back, options);
  return finishRollback(run, back);
}

type Attempt = CommittedRollback | { readonly replaced: string } | NotRolledBack;
type NotRolledBack = Exclude<RollbackPlan, { to: EarlierVersion }> & { readonly isUnknown?: boolean };

async function commitRollback(run: FollowingRun, committed: OwnCommit, failure: DeploymentFailure): Promise<Attempt> {
  const { clients, options } = run;
  let mayBeCommitted = false;
  try {
    const plan = await planRollback(clients, options.request, committed);
    if ('why' in plan) return plan;
    const unclear = describeUnclear(options, committed, plan.to);
    if (unclear !== undefined) return { why: unclear };
    const request = rollbackRequest(options.request, plan.to, committed, failure);
    const { build, requirement } = options;
    const image = { registry: build.registry, digest: plan.to.digest, ...(requirement && { requirement }) };
    mayBeCommitted = true;
    const result = await reportGates(false, () => bumpValues(clients, request, image));
    logGates(result.verdicts);
    if (result.outcome !== 'deployed' || result.commit === undefined) return { replaced: describeStop(result) };
    const { commit, digest } = result;
    return {
      request,
      committed: { commit: commit.oid, url: commit.url, tag: plan.to.tag, isRerun: false, ...(digest && { digest }) },
      failed: committed.tag,
      failedCommit: committed.commit,
      evidence: failure.evidence,
      deployed: { ...result, steps: [] },
    };
  } catch (thrown) {
    const error = translate(thrown);
    const why = formatError(error).replace(/\.\s*$/, '');
    const failed = { why, remedy: error instanceof UserError ? error.remedy : RERUN };
    return mayBeCommitted ? readAfter(run, failed) : failed;
  }
}

/** Reads the branch after a failed rollback, because its commit may have been made although the answer was lost. */
async function readAfter(run: FollowingRun, failed: NotRolledBack): Promise<CommittedRollback | NotRolledBack> {
  try {
    return (await findUnfinishedRollback(run, { outcome: 'held' })) ?? failed;
  } catch {
    return { ...failed, isUnknown: true };
  }
}

/**
 * A commit status does not say what failed. So it counts only if the version right before was seen healthy: otherwise
 * something may have failed before.
 */
function describeUnclear(
  { rollout }: FollowingRun['options'],
  { message }: OwnCommit,
  { tag }: EarlierVersion,
): string | undefined {
  const previous = readTrailer(message, 'Previous-Tag');
  if (rollout?.follow.kind !== 'commit-status' || previous === tag) return undefined;
  return `${previous}, which ran before, was not seen healthy either, and a commit status does not say what failed`;
}

const RERUN = 'Run this job again: it sees the failure again and rolls back.';

/** Returns the answer of the gate that stopped the rollback, without its “no: ”. */
function describeStop({ verdicts, outcome }: Result): string {
  const answer = verdicts.find(({ stops }) => stops)?.answer ?? outcome;
  return answer.replace(/^no: /, '');
}
