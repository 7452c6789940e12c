import { reevaluateGates } from '../gates/evaluate.ts';
import type { ApprovedDeployment, GateDecision, NotDeployed } from '../gates/verdict.ts';
import { commitFiles } from '../github/gitops/commit-files.ts';
import { findOverridesOfTarget } from '../gitops/chart/image-overrides.ts';
import { readTrailer } from '../gitops/commit-message.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import { recordSideEffect, recordWrite } from '../runner/side-effects.ts';
import { commitWithRetry } from './commit-with-retry.ts';
import { openBreakGlassIssue } from './open-break-glass-issue.ts';
import { type PreparedCommit, prepareCommit } from './prepare-commit.ts';
import { propose } from './propose.ts';
import { type BumpResult, lastCommit, resultWithoutCommit } from './result.ts';
import { commitSideEffect, describeCommitted } from './side-effect.ts';
import { waitForReplica } from './wait-for-replica.ts';

/**
 * Commits the tag on the head that the gates saw; if the branch moved, asks the gates again on the new head.
 * @throws GatedError around an error of a gate; UserError `replica-missing`, `gitops-protected`, `gitops-conflict`
 */
export async function commitTag(
  clients: Clients,
  request: DeploymentRequest,
  approved: ApprovedDeployment,
): Promise<BumpResult> {
  await waitForReplica(clients, request, approved.digest);
  const result = await commitWithRetry<ApprovedDeployment, NotDeployed, BumpResult>(approved, {
    repository: request.target.location.repository,
    delivery: request.delivery,
    commitOn: async (ready) => commitOn(ready, prepareCommit(ready, request), clients, request, approved),
    recheck: (before) => reevaluateGates(clients, request, before),
  });
  if ('done' in result) return result.done;
  return (
    findOwnCommit(result.notDeployed, request, approved) ?? resultWithoutCommit(result.notDeployed, { overtaken: true })
  );
}

async function commitOn(
  approved: ApprovedDeployment,
  { change, leftBehind }: PreparedCommit,
  clients: Clients,
  request: DeploymentRequest,
  first: ApprovedDeployment,
): Promise<BumpResult> {
  const { file, previousTag, proof, provedBy, verdicts } = approved;
  const { files, headline, body, diff } = change;
  const { version, target, delivery } = request;
  if (files.length === 0) {
    const own = approved === first ? undefined : findOwnCommit(approved, request, first);
    return own ?? { outcome: 'unchanged', previousTag: version.tag, verdicts, ...lastCommit(file) };
  }
  const result = {
    previousTag,
    proof,
    verdicts,
    ...(provedBy === undefined ? {} : { provedBy }),
    message: `${headline}\n\n${body}`,
    diff,
    leftBehind,
  } as const;
  if (proof.brokenGlass !== undefined && !delivery.dryRun)
    await openBreakGlassIssue(clients, request, proof.brokenGlass);
  if (delivery.mode === 'pull-request') {
    const proposed = await propose(clients, request, approved, change);
    if (proposed.outcome === 'skipped') return { ...proposed, isProposal: true };
    return proposed.outcome === 'held' ? proposed : { ...result, ...proposed };
  }
  if (delivery.dryRun) return { ...result, outcome: 'deployed' };
  const { repository } = target.location;
  const commit = { repository, branch: file.branch, expectedHead: file.head, files, headline, body };
  const committed = await recordWrite(commitSideEffect(version.tag, repository), () =>
    commitFiles(clients.gitops, commit),
  );
  return { ...result, outcome: 'deployed', commit: committed };
}

/**
 * Returns the result of a commit of this run whose answer was lost: one of the file's last commits names the run. A run that
 * rolls back its own deployment makes two, of which the rollback names the other.
 */
function findOwnCommit(
  { file, verdicts }: GateDecision,
  { operation, version, target, run }: DeploymentRequest,
  { previousTag, proof, provedBy, digest }: ApprovedDeployment,
): BumpResult | undefined {
  const failed = operation.kind === 'rollback' ? operation.failed?.commit : undefined;
  const own = file.history.find(
    ({ message }) => readTrailer(message, 'Run') === run.url && readTrailer(message, 'Failed-Commit') === failed,
  );
  if (own === undefined) return undefined;
  const { oid, url, message } = own;
  const { image, tag } = version;
  const leftBehind = findOverridesOfTarget(file, target, { image, tag, digest }, []);
  recordSideEffect('commit', describeCommitted(tag, target.location.repository, oid));
  const proved = { proof, ...(provedBy === undefined ? {} : { provedBy }) };
  return { outcome: 'deployed', previousTag, ...proved, message, diff: '', leftBehind, verdicts, commit: { oid, url } };
}
