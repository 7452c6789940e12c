import { OutageError, UserError } from '../errors.ts';
import type { FindingDetail } from '../findings.ts';
import type { CommitOrigin } from '../github/pull-request/commit-origins.ts';
import type { PullRequest } from '../github/pull-request/pull-request.ts';
import type { Activity } from '../github/repository/activity.ts';
import { isMerge } from './branch-history.ts';
import type { ApprovalDecisions } from './decision.ts';
import type { Evidence } from './evidence.ts';
import { isMergedBy, mergedPullRequests, roleOf } from './how-merged.ts';

interface Case {
  readonly repository: string;
  readonly evidence: Evidence;
  readonly decisions: ApprovalDecisions;
}

/**
 * The error for commits that nothing proves, with a finding for each: who wrote it, how it came in, what to do. Merges
 * that GitHub has not connected with their pull requests yet are no fault of anybody's.
 */
export function errorForUnapproved(
  origins: readonly CommitOrigin[],
  { repository, evidence, decisions }: Case,
): UserError | OutageError {
  const isLate = (origin: CommitOrigin) =>
    mergedPullRequests(origin, repository, evidence).length === 0 && isMerge(evidence.history?.of(origin.oid));
  if (origins.every(isLate)) return pullRequestNotNamedYet(origins);
  return approvalMissing(
    origins.map((origin) => {
      const { way, remedy } = diagnose(origin, { repository, evidence, decisions });
      return { message: `${origin.oid.slice(0, 7)} “${origin.headline}” by ${origin.author}: ${way}. ${remedy}` };
    }),
  );
}

/** The error that refuses a deployment, with a finding for each commit that stands in its way. */
export function approvalMissing(findings: readonly FindingDetail[]): UserError {
  const which = findings.length === 1 ? 'A commit is' : `${findings.length} commits are`;
  return new UserError(
    'approval-missing',
    `${which} not proved to be approved, so nothing was deployed.`,
    'Follow what stands at each commit, then run the deployment again.',
    { findings },
  );
}

function pullRequestNotNamedYet(origins: readonly CommitOrigin[]): OutageError {
  const which = origins.map(({ oid }) => oid.slice(0, 7)).join(', ');
  return new OutageError(`GitHub does not name the pull request of ${which} yet, which it merged`, {
    service: 'GitHub',
    request: 'POST /graphql ReadOrigins',
  });
}

interface Diagnosis {
  readonly way: string;
  readonly remedy: string;
}

function diagnose(origin: CommitOrigin, { repository, evidence, decisions }: Case): Diagnosis {
  const { defaultBranch, range, history } = evidence;
  const candidates = mergedPullRequests(origin, repository, evidence);
  const bringer = candidates.find((pullRequest) => isMergedBy(origin, pullRequest, range, history));
  const decision = bringer && decisions.get(bringer.number);
  if (bringer !== undefined && decision?.approved === false) return describeUnapproved(bringer, decision.reason);
  const whole = candidates.find((pullRequest) => roleOf(origin, pullRequest, range) === 'step');
  if (whole !== undefined) return describePartialMerge(whole, defaultBranch);
  const move = history?.of(origin.oid);
  const remedy = `Revert it, or keep it, by a pull request whose description has the line “Reviewed-Commit: ${origin.oid}”, and which an approver of these files approves.`;
  if (move !== undefined && isMerge(move)) return describeUnnamedMerge(move, defaultBranch);
  const [elsewhere] = origin.pullRequests;
  const other =
    candidates.length === 0 && elsewhere !== undefined
      ? `; GitHub names ${describeOtherPullRequest(elsewhere)} for it`
      : '';
  return { way: `${describeMove(move, defaultBranch, candidates[0])}${other}`, remedy };
}

function describeUnapproved({ number, mergedBy, lacksReview }: PullRequest, reason: string): Diagnosis {
  const bypass = lacksReview ? `, by @${mergedBy ?? 'somebody'} past the rules of the branch` : '';
  return {
    way: `pull request #${number} was merged${bypass}, but ${reason}`,
    remedy: `Let an approver approve #${number} as it was merged, which GitHub allows afterwards too, or revert it by a pull request whose description has the line “Reviewed-Commit: <commit>” for each of its commits.`,
  };
}

function describePartialMerge({ number, mergeCommit }: PullRequest, branch: string): Diagnosis {
  const merge = mergeCommit === undefined ? '' : `, ${mergeCommit.slice(0, 7)}`;
  return {
    way: `it is a step within pull request #${number}, of which only the whole was approved`,
    remedy: `Deploy the merge of #${number}${merge}. If the step stands on ${branch} without the rest, somebody pushed it there: bring the rest by a pull request whose description has the line “Reviewed-Commit: <commit>” for each step.`,
  };
}

function describeMove(move: Activity | undefined, branch: string, candidate: PullRequest | undefined): string {
  const merge = candidate === undefined ? '' : `; it is no merge of #${candidate.number} that GitHub made`;
  if (move?.kind === 'force_push') return `@${move.actor} force-pushed it to ${branch}${merge}`;
  if (move?.kind === 'push') return `@${move.actor} pushed it straight to ${branch}, past or without its rules${merge}`;
  if (move !== undefined) return `@${move.actor} made the branch ${branch} with it${merge}`;
  if (candidate !== undefined)
    return `GitHub’s log does not tell that it is GitHub’s own merge of #${candidate.number}`;
  return `GitHub names no pull request that brought it into ${branch}`;
}

function describeUnnamedMerge({ actor }: Activity, branch: string): Diagnosis {
  return {
    way: `@${actor} merged it into ${branch} by a pull request that GitHub does not name yet`,
    remedy: 'Run the deployment again in some minutes.',
  };
}

function describeOtherPullRequest({ number, merged, base, baseRepository }: PullRequest): string {
  const where = `${base} of ${baseRepository ?? 'a repository that is gone'}`;
  return merged ? `#${number}, which was merged into ${where}` : `#${number}, which was not merged`;
}
