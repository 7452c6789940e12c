import { OutageError, UserError } from '../errors.ts';
import type { FindingDetail } from '../findings.ts';
import type { CommitOrigin } from '../github/pull-request/commit-origins.ts';
import type { PullRequest } from '../github/pull-request/pull-request.ts';
import { type Activity, isMerge } from '../github/repository/activity.ts';
import type { ApprovalDecisions } from './decision.ts';
import type { Evidence } from './evidence.ts';
import {
  type MergeCandidate,
  type MergeState,
  mergeCandidates,
  mergedPullRequests,
  mergeStateOf,
} from './how-merged.ts';

interface Case {
  readonly repository: string;
  readonly evidence: Evidence;
  readonly decisions: ApprovalDecisions;
}

/**
 * Returns the error for unapproved commits, with a finding for each: its author, how it came in, what to do. An
 * OutageError if all of them are merges that GitHub has not linked to their pull requests yet, or that its log may show later.
 */
export function errorForUnapproved(
  origins: readonly CommitOrigin[],
  { repository, evidence, decisions }: Case,
): UserError | OutageError {
  const isUnnamed = (origin: CommitOrigin) =>
    mergedPullRequests(origin, repository, evidence).length === 0 && isMerge(evidence.history?.of(origin.oid));
  const isPending = (origin: CommitOrigin) => findPending(origin, { repository, evidence, decisions }) !== undefined;
  if (origins.every(isUnnamed)) return pullRequestNotNamedYet(origins);
  if (origins.every((origin) => isUnnamed(origin) || isPending(origin)))
    return mergeNotLoggedYet(origins.map(({ oid }) => oid));
  return approvalMissing(
    origins.map((origin) => {
      const { way, remedy } = diagnose(origin, { repository, evidence, decisions });
      return { message: `${origin.oid.slice(0, 7)} “${origin.headline}” by ${origin.author}: ${way}. ${remedy}` };
    }),
  );
}

/** Returns the error that rejects a deployment, with a finding for each commit that prevents it. */
export function approvalMissing(findings: readonly FindingDetail[]): UserError {
  const which = findings.length === 1 ? 'A commit is' : `${findings.length} commits are`;
  return new UserError(
    'approval-missing',
    `${which} not approved, so nothing was deployed.`,
    'Follow the advice for each commit, then run the deployment again.',
    { findings },
  );
}

function pullRequestNotNamedYet(origins: readonly CommitOrigin[]): OutageError {
  const which = origins.map(({ oid }) => oid.slice(0, 7)).join(', ');
  return new OutageError(`GitHub merged ${which}, but does not list the pull request yet`, {
    service: 'GitHub',
    request: 'POST /graphql ReadOrigins',
  });
}

/** Returns the error for commits of a new merge that GitHub's log, which may be late, does not show. */
export function mergeNotLoggedYet(oids: readonly string[]): OutageError {
  const which = oids.map((oid) => oid.slice(0, 7)).join(', ');
  return new OutageError(`GitHub’s activity log does not show yet how ${which} came to the branch`, {
    service: 'GitHub',
    request: 'GET /repos/{owner}/{repo}/activity',
  });
}

/** Returns the approved pull request of a commit, if the log may still show that it was merged with the commit. */
function findPending(origin: CommitOrigin, { repository, evidence, decisions }: Case): PullRequest | undefined {
  const isPending = (candidate: MergeCandidate) => mergeStateOf(origin, candidate, evidence) === 'pending';
  const approved = mergeCandidates(origin, repository, evidence).filter(
    ({ pullRequest }) => decisions.get(pullRequest.number)?.approved,
  );
  return approved.find(isPending)?.pullRequest;
}

interface Diagnosis {
  readonly way: string;
  readonly remedy: string;
}

function diagnose(origin: CommitOrigin, { repository, evidence, decisions }: Case): Diagnosis {
  const { defaultBranch, history } = evidence;
  const candidates = mergeCandidates(origin, repository, evidence);
  const isIn = (state: MergeState) => (candidate: MergeCandidate) =>
    mergeStateOf(origin, candidate, evidence) === state;
  const isRejected = ({ pullRequest }: MergeCandidate) => decisions.get(pullRequest.number)?.approved === false;
  const pending = findPending(origin, { repository, evidence, decisions });
  const rejected = pending === undefined ? candidates.filter(isRejected) : [];
  const source = (candidates.find(isIn('merged')) ?? rejected.find(isIn('pending')))?.pullRequest;
  const decision = source && decisions.get(source.number);
  if (source !== undefined && decision?.approved === false) return describeUnapproved(source, decision);
  if (pending !== undefined) return describePending(pending);
  const whole = candidates.find(({ role }) => role === 'step')?.pullRequest;
  if (whole !== undefined) return describePartialMerge(whole, defaultBranch);
  const move = history?.of(origin.oid);
  const remedy = `To revert or to keep it, open a pull request with the line “Reviewed-Commit: ${origin.oid}” in its description, and have an approver of these files approve it.`;
  if (move !== undefined && isMerge(move) && candidates.length === 0) return describeUnnamedMerge(move, defaultBranch);
  const hiding = findHiding(origin, { repository, evidence });
  if (hiding !== undefined)
    return describeHiddenLine(hiding, describeMove(move, defaultBranch, candidates[0]?.pullRequest));
  const [elsewhere] = origin.pullRequests;
  const other =
    candidates.length === 0 && elsewhere !== undefined
      ? `; GitHub lists it in ${describeOtherPullRequest(elsewhere)}`
      : '';
  return { way: `${describeMove(move, defaultBranch, candidates[0]?.pullRequest)}${other}`, remedy };
}

function describeUnapproved(
  { number, mergedBy, lacksReview }: PullRequest,
  { reason, remedy }: { readonly reason: string; readonly remedy?: string },
): Diagnosis {
  const by = mergedBy === undefined ? '' : ` by @${mergedBy}`;
  const bypass = lacksReview ? `${by} against the rules of the branch` : '';
  return {
    way: `pull request #${number} was merged${bypass}, but ${reason}`,
    remedy:
      remedy ??
      `Have an approver approve #${number} now, which GitHub allows after the merge too. Or revert it with a pull request whose description has a line “Reviewed-Commit: <commit>” for each of its commits.`,
  };
}

/** Returns the merged pull request whose description names the commit in a line that GitHub does not show. */
function findHiding({ oid }: CommitOrigin, { repository, evidence }: Omit<Case, 'decisions'>): PullRequest | undefined {
  const all = evidence.origins.flatMap((origin) => mergedPullRequests(origin, repository, evidence));
  return all.find(({ reviewedCommits }) => reviewedCommits.hidden.includes(oid));
}

function describeHiddenLine({ number }: PullRequest, way: string): Diagnosis {
  return {
    way: `${way}; the description of #${number} has a “Reviewed-Commit” line for it that GitHub does not show, so the approver could not see it`,
    remedy: `Edit the description of #${number}: write the line as plain text, outside of HTML comments and tags. Then have an approver of these files approve #${number} again, which GitHub allows after the merge too.`,
  };
}

function describePartialMerge({ number, mergeCommit }: PullRequest, branch: string): Diagnosis {
  const merge = mergeCommit === undefined ? '' : ` (${mergeCommit.slice(0, 7)})`;
  return {
    way: `it is in the middle of pull request #${number}; only the merge result was approved`,
    remedy: `Deploy the merge of #${number}${merge}. If ${branch} has only a part of #${number}, that part was pushed directly: merge the rest with a pull request whose description has a line “Reviewed-Commit: <commit>” for each pushed commit.`,
  };
}

function describeMove(move: Activity | undefined, branch: string, candidate: PullRequest | undefined): string {
  const merge = candidate === undefined ? '' : `; it is not GitHub’s merge of #${candidate.number}`;
  if (move?.kind === 'force_push') return `@${move.actor} force-pushed it to ${branch}${merge}`;
  if (move?.kind === 'push') return `@${move.actor} pushed it directly to ${branch}, without a pull request${merge}`;
  if (isMerge(move)) return `@${move?.actor} merged it into ${branch} with another pull request${merge}`;
  if (move !== undefined) return `@${move.actor} created the branch ${branch} with it${merge}`;
  if (candidate !== undefined) return `GitHub’s log does not show that it is GitHub’s merge of #${candidate.number}`;
  return `GitHub lists no pull request that merged it into ${branch}`;
}

function describeUnnamedMerge({ actor }: Activity, branch: string): Diagnosis {
  return {
    way: `@${actor} merged it into ${branch} with a pull request that GitHub does not list yet`,
    remedy: 'Run the deployment again in a few minutes.',
  };
}

function describePending({ number }: PullRequest): Diagnosis {
  return {
    way: `GitHub’s log does not show yet whether it is GitHub’s merge of #${number}`,
    remedy: 'Run the deployment again in a few minutes.',
  };
}

function describeOtherPullRequest({ number, merged, base, baseRepository }: PullRequest): string {
  const where = `${base} of ${baseRepository ?? 'a deleted repository'}`;
  return merged ? `#${number}, which was merged into ${where}` : `#${number}, which was not merged`;
}
