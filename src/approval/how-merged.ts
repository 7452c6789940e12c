import type { CommitOrigin, CommitOrigins } from '../github/pull-request/commit-origins.ts';
import type { PullRequest } from '../github/pull-request/pull-request.ts';
import { type BranchHistory, isMerge } from './branch-history.ts';

/** The pull requests that GitHub names for a commit, and that were merged into the default branch of this repository. */
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

/** What a commit is to a pull request that GitHub names for it. */
export type CommitRole =
  /** One of its own commits, which came with its head. */
  | 'own'
  /** One of its own commits without its head, or of its rebased ones without the last: only the whole was approved. */
  | 'step'
  /** GitHub's squash of it, or of its rebased commits. */
  | 'made'
  /** Perhaps a merge commit of GitHub's, which nothing but GitHub's log can tell. */
  | 'merge';

/**
 * GitHub takes a pull request for merged as soon as its head is in the branch, whoever pushed it there and with whatever
 * merge commit; so a commit that is not its own tells nothing when that head came with it. After a squash or a rebase the
 * head did not: then only GitHub can have named it.
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

/** Whether the pull request brought the commit, and is there as a whole. */
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

/** Where the log tells nothing: the shape, the maker and the signature of GitHub's merge commit. */
function looksMerged(
  { oid, parents, author, isSigned }: CommitOrigin,
  { head, mergeCommit, mergedBy }: PullRequest,
): boolean {
  return isSigned && oid === mergeCommit && parents[1] === head && author === mergedBy;
}
