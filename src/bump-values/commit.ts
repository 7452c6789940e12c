import { reevaluateGates } from '../gates/gates.ts';
import type { ApprovedDeployment, GateDecision, NotDeployed } from '../gates/verdict.ts';
import { findImageOverrides } from '../gitops/chart/image-overrides.ts';
import { readTrailer } from '../gitops/commit-message.ts';
import type { Clients, CommitRequest } from '../gitops/request.ts';
import { recordSideEffect } from '../runner/side-effects.ts';
import { parseValues } from '../values/parse.ts';
import { commitAndRecord, describeCommitted } from './commit-and-record.ts';
import { commitWithRetry } from './commit-with-retry.ts';
import { openBreakGlassIssue } from './open-break-glass-issue.ts';
import { type PreparedCommit, prepareCommit } from './prepare-commit.ts';
import { propose } from './propose.ts';
import { type BumpResult, lastCommit, resultWithoutCommit } from './result.ts';

export interface CommitOptions {
  /** Asks every guard again after somebody else committed. */
  readonly again?: (before: ApprovedDeployment) => Promise<GateDecision>;
  /** The commit on the head that the guards saw, where it was made ready before. */
  readonly prepared?: Promise<PreparedCommit> | undefined;
}

/**
 * Commits the tag on the head that the guards saw; when the branch moved, asks every guard again on the new head.
 * @throws UserError `gitops-protected`, `gitops-conflict`, or of the guard that refuses on a newer head
 */
export async function commitTag(
  clients: Clients,
  request: CommitRequest,
  approved: ApprovedDeployment,
  { again = (before) => reevaluateGates(clients, request, before), prepared }: CommitOptions = {},
): Promise<BumpResult> {
  const result = await commitWithRetry<ApprovedDeployment, NotDeployed, BumpResult>(approved, {
    repository: request.target.repository,
    timeLimitMs: request.timeLimitMs,
    commitOn: async (ready) => {
      const commit = (ready === approved ? await prepared : undefined) ?? prepareCommit(ready, request);
      return commitOn(ready, commit, clients, request, approved);
    },
    recheck: again,
  });
  if ('done' in result) return result.done;
  return ownCommit(result.settled, request, approved) ?? resultWithoutCommit(result.settled, { overtaken: true });
}

async function commitOn(
  approved: ApprovedDeployment,
  { change, leftBehind }: PreparedCommit,
  clients: Clients,
  request: CommitRequest,
  first: ApprovedDeployment,
): Promise<BumpResult> {
  const { file, previousTag, proof, provedBy } = approved;
  const { files, headline, body, diff } = change;
  if (files.length === 0) {
    const own = approved === first ? undefined : ownCommit(approved, request, first);
    return own ?? { outcome: 'unchanged', previousTag: request.tag, ...lastCommit(file) };
  }
  const result = {
    previousTag,
    proof,
    ...(provedBy === undefined ? {} : { provedBy }),
    message: `${headline}\n\n${body}`,
    diff,
    leftBehind,
  } as const;
  if (proof.brokenGlass !== undefined && !request.dryRun)
    await openBreakGlassIssue(clients, request, proof.brokenGlass);
  if (request.mode === 'pull-request') {
    const proposed = await propose(clients, request, file, change);
    if (proposed.outcome === 'skipped') return { ...proposed, isProposal: true };
    return proposed.outcome === 'held' ? proposed : { ...result, ...proposed };
  }
  if (request.dryRun) return { ...result, outcome: 'deployed' };
  const { repository } = request.target;
  const commit = { repository, branch: file.branch, expectedHead: file.head, files, headline, body };
  return { ...result, outcome: 'deployed', commit: await commitAndRecord(clients, commit, request.tag) };
}

/** An answer that never came: among the file's last commits is one that names this run, so it is ours. */
function ownCommit(
  { file }: GateDecision,
  request: CommitRequest,
  { previousTag, proof, provedBy }: ApprovedDeployment,
): BumpResult | undefined {
  const own = file.history.find(({ message }) => readTrailer(message, 'Run') === request.runUrl);
  if (own === undefined) return undefined;
  const { oid, url, message } = own;
  const leftBehind = findImageOverrides(parseValues(file.text), request, []);
  recordSideEffect('commit', describeCommitted(request.tag, request.target.repository, oid));
  const proved = { proof, ...(provedBy === undefined ? {} : { provedBy }) };
  return { outcome: 'deployed', previousTag, ...proved, message, diff: '', leftBehind, commit: { oid, url } };
}
