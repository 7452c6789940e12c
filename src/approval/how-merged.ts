import type { CommitOrigin, CommitOrigins } from '../github/pull-request/commit-origins.ts';
import type { PullRequest } from '../github/pull-request/pull-request.ts';
import { isMerge } from '../github/repository/activity.ts';
import type { BranchHistory } from './branch-history.ts';

/** Returns the pull requests that GitHub lists for a commit and that were merged into this repository's default branch. */
export function mergedPullRequests(
  { pullRequests }: CommitOrigin,
  repository: string,
  { defaultBranch }: Pick<CommitOrigins, 'defaultBranch'>,
): readonly PullRequest[] {
  return pullRequests.filter(
    ({ merged, baseRepository, base }) =>
      merged && baseRepository?.toLowerCase() === repository.toLowerCase() && base === defaultBranch,
  );
}

/** The role of a commit in a pull request that GitHub lists for it. */
export type CommitRole =
  /** One of its own commits, which came with its head. */
  | 'own'
  /** In the middle of it: one of its commits without its head, or of its rebased ones without the last. */
  | 'step'
  /** GitHub's squash of it, or one of its rebased commits. */
  | 'made'
  /** Perhaps GitHub's merge commit, which only the activity log can confirm. */
  | 'merge';

/**
 * Returns the role of a commit in a pull request.
 * GitHub marks a pull request as merged as soon as its head is in the branch, also by a push with any merge commit. So if
 * the head is in the range, a commit that is not the pull request's own proves nothing. After a squash or a rebase the head
 * is not in the branch, so the commit can only be GitHub's.
 */
export function roleOf(
  { oid, parents }: CommitOrigin,
  { commits, head, mergeCommit }: PullRequest,
  range: ReadonlySet<string>,
): CommitRole {
  const isWhole = range.has(head);
  if (commits.some((commit) => commit.oid === oid)) return isWhole ? 'own' : 'step';
  if (isWhole || parents.length > 1) return 'merge';
  return mergeCommit !== undefined && range.has(mergeCommit) ? 'made' : 'step';
}

/** Returns whether the pull request brought the commit and was merged as a whole. */
export function isMergedBy(
  origin: CommitOrigin,
  pullRequest: PullRequest,
  range: ReadonlySet<string>,
  history: BranchHistory | undefined,
): boolean {
  const role = roleOf(origin, pullRequest, range);
  if (role !== 'merge') return role !== 'step';
  const move = history?.of(origin.oid);
  if (move !== undefined) return isMerge(move);
  return history?.covers(pullRequest.mergedAt) !== true && looksMerged(origin, pullRequest);
}

/** Checks parents, author and signature against GitHub's merge commit, for a time that the log does not cover. */
function looksMerged(
  { oid, parents, author, isSigned }: CommitOrigin,
  { head, mergeCommit, mergedBy }: PullRequest,
): boolean {
  return isSigned && oid === mergeCommit && parents[1] === head && author === mergedBy;
}
