import type { CommitOrigin } from '../github/pull-request/commit-origins.ts';
import type { PullRequest, Review } from '../github/pull-request/pull-request.ts';
import { readReviewTeams } from '../github/pull-request/review-teams.ts';
import { isCleanMerge } from '../github/repository/commit.ts';
import { evaluateApproval } from './approval.ts';
import { errorForUnapproved } from './approval-errors.ts';
import { breakGlass } from './break-glass.ts';
import type { ApprovalContext, ApprovalDecision, ApprovalDecisions } from './decision.ts';
import type { Evidence } from './evidence.ts';
import { mergeCandidates, mergedPullRequests, mergeStateOf } from './how-merged.ts';
import { ownerCheck } from './owners.ts';
import type { Proof, ProvedPullRequest } from './proof.ts';
import { readEvidence } from './read-evidence.ts';
import type { VerifyOptions } from './request.ts';
import { requireMergeResult } from './require-merge-result.ts';
import { findRetroactiveApprovals } from './retroactive-approval.ts';
import { originOf, readRules } from './rules.ts';

/**
 * Proves that every commit was approved: its pull request was approved on its last commit and merged into the default
 * branch, or names it as `Reviewed-Commit`.
 * @throws UserError `approval-missing`, with a finding for each commit that is not, `break-glass-denied`, or of the rules;
 *   OutageError when GitHub has not named the pull request of a merge in time; GitHubError
 */
export async function verify(options: VerifyOptions): Promise<Proof> {
  const { github, repository, commit, commits: oids, range, rulesAt, prefetched, associationLimitMs } = options;
  const wanted = { repository, oids, range, rulesAt, commit };
  const evidence = await readEvidence(github, wanted, prefetched, associationLimitMs);
  const context = await openApprovalContext(options, evidence);
  const decisions = await evaluateAll(evidence, repository, context);
  const isProved = (origin: CommitOrigin) => findProof(origin, evidence, repository, decisions) !== undefined;
  const open = evidence.origins.filter((origin) => !isProved(origin));
  const approvedAfterwards = await findRetroactiveApprovals(open, { github, repository, context, evidence, decisions });
  const unapproved = open.filter(({ oid }) => !approvedAfterwards.has(oid));
  const pullRequests = provedPullRequests(evidence, repository, decisions);
  const rules = originOf(evidence.rules, options.approvers, rulesAt);
  const proof = { commit, pullRequests, approvedAfterwards: [...approvedAfterwards.keys()], rules };
  if (unapproved.length > 0 && options.breakGlass !== undefined)
    return { ...proof, brokenGlass: await breakGlass(options.breakGlass, unapproved, { github, repository, context }) };
  if (unapproved.length > 0) throw errorForUnapproved(unapproved, { repository, evidence, decisions });
  await requireMergeResult(options, evidence, pullRequests, approvedAfterwards);
  return proof;
}

async function openApprovalContext(options: VerifyOptions, { rules: texts }: Evidence): Promise<ApprovalContext> {
  const { github, members, repository, approvers, rulesAt, allowStaleApproval: allowStale } = options;
  const clean = new Map<string, Promise<boolean>>();
  return {
    rules: await readRules(texts, approvers, rulesAt),
    isOwner: ownerCheck(members),
    isCleanMerge: (merge) => {
      const known = clean.get(merge.oid) ?? isCleanMerge(github, repository, merge);
      clean.set(merge.oid, known);
      return known;
    },
    actedFor: async ({ number }: PullRequest, { id }: Review) =>
      (await readReviewTeams(github, repository, number)).get(id) ?? [],
    allowStale,
  };
}

async function evaluateAll(
  evidence: Evidence,
  repository: string,
  context: ApprovalContext,
): Promise<ApprovalDecisions> {
  const decisions = new Map<number, ApprovalDecision>();
  for (const pullRequest of evidence.origins.flatMap((origin) => mergedPullRequests(origin, repository, evidence))) {
    if (decisions.has(pullRequest.number)) continue;
    decisions.set(pullRequest.number, await evaluateApproval(pullRequest, context));
  }
  return decisions;
}

function findProof(
  origin: CommitOrigin,
  evidence: Evidence,
  repository: string,
  decisions: ApprovalDecisions,
): PullRequest | undefined {
  const proof = mergeCandidates(origin, repository, evidence).find(
    (candidate) =>
      decisions.get(candidate.pullRequest.number)?.approved && mergeStateOf(origin, candidate, evidence) === 'merged',
  );
  return proof?.pullRequest;
}

/** Returns the approved pull requests in the order in which they were merged. */
function provedPullRequests(
  evidence: Evidence,
  repository: string,
  decisions: ApprovalDecisions,
): readonly ProvedPullRequest[] {
  const all = evidence.origins.flatMap((origin) => mergedPullRequests(origin, repository, evidence));
  const once = new Map(all.map((pullRequest) => [pullRequest.number, pullRequest]));
  return [...once.values()].flatMap((pullRequest) => {
    const decision = decisions.get(pullRequest.number);
    return decision?.approved ? [{ ...pullRequest, approvals: decision.reviews }] : [];
  });
}
