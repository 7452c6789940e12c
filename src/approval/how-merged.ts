import type { CommitOrigin, CommitOrigins } from '../github/pull-request/commit-origins.ts';
import type { PullRequest } from '../github/pull-request/pull-request.ts';
import { isMerge } from '../github/repository/activity.ts';
import type { BranchHistory } from './branch-history.ts';
import type { Evidence } from './evidence.ts';

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
  /** Perhaps GitHub's merge commit, perhaps a push on top of the head, which only the activity log distinguishes. */
  | 'merge';

/**
 * Returns the role of a commit in a pull request.
 * GitHub marks a pull request as merged as soon as its head is in the branch, also by a push with any merge commit. So if
 * the head is in the range, or the range begins on top of it, a commit that is not the pull request's own proves nothing.
 * After a squash or a rebase the head is not in the branch, so the commit can only be GitHub's.
 */
export function roleOf(
  origin: CommitOrigin,
  { commits, head, mergeCommit }: PullRequest,
  range: Evidence['range'],
): CommitRole {
  const { oid, parents } = origin;
  const isWhole = range.has(head);
  if (commits.some((commit) => commit.oid === oid)) return isWhole ? 'own' : 'step';
  if (isWhole || parents.length > 1) return 'merge';
  if (mergeCommit === undefined || !range.has(mergeCommit)) return 'step';
  return isOnTopOfHead(origin, range) ? 'merge' : 'made';
}

/**
 * Returns whether the range begins on top of the head of a merged pull request that GitHub lists for the commit. One push
 * can bring the heads of several pull requests and a commit on top, which GitHub lists in all of them. GitHub's squash and
 * rebased commits are on top of the base, which never contains the head.
 */
function isOnTopOfHead(origin: CommitOrigin, range: Evidence['range']): boolean {
  let oid = origin.parents[0];
  for (let at = range.get(oid ?? ''); at !== undefined; at = range.get(oid ?? '')) oid = at.parents[0];
  return origin.pullRequests.some(({ merged, head }) => merged && head === oid);
}

/** Returns whether the pull request brought the commit and was merged as a whole. */
export function isMergedBy(
  origin: CommitOrigin,
  pullRequest: PullRequest,
  range: Evidence['range'],
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
