import type { Origin, Origins } from '../github/origins.ts';
import type { PullRequest } from '../github/pull-request.ts';
import { type History, isMerge } from './history.ts';

/** The pull requests that GitHub names for a commit, and that were merged into the default branch of this repository. */
export function mergedHere(
  { pullRequests }: Origin,
  repository: string,
  { defaultBranch }: Pick<Origins, 'defaultBranch'>,
): readonly PullRequest[] {
  return pullRequests.filter(
    ({ merged, baseRepository, base }) =>
      merged && baseRepository?.toLowerCase() === repository.toLowerCase() && base === defaultBranch,
  );
}

/**
 * Whether nothing but GitHub's log can tell that GitHub made the commit by merging the pull request. GitHub takes a pull
 * request for merged as soon as its head is in the branch, whoever pushed it there and with whatever merge commit; so a
 * commit that is not the pull request's own tells nothing when that head came with it. After a squash or a rebase the
 * head did not: then only GitHub can have named the pull request.
 */
export function needsLog(origin: Origin, pullRequest: PullRequest, range: ReadonlySet<string>): boolean {
  return !isOwn(origin, pullRequest) && (origin.parents.length > 1 || range.has(pullRequest.head));
}

function isOwn({ oid }: Origin, { commits }: PullRequest): boolean {
  return commits.some((commit) => commit.oid === oid);
}

/** Whether the pull request brought the commit: as one of its own, or by GitHub's merge, squash or rebase of it. */
export function introduced(
  origin: Origin,
  pullRequest: PullRequest,
  range: ReadonlySet<string>,
  history: History | undefined,
): boolean {
  if (!needsLog(origin, pullRequest, range)) return true;
  const move = history?.of(origin.oid);
  if (move !== undefined) return isMerge(move);
  return history?.tellsOf(pullRequest.mergedAt) !== true && looksMerged(origin, pullRequest);
}

/** Where the log tells nothing: the shape, the maker and the signature of GitHub's merge commit. */
function looksMerged(
  { oid, parents, author, isSigned }: Origin,
  { head, mergeCommit, mergedBy }: PullRequest,
): boolean {
  return isSigned && oid === mergeCommit && parents[1] === head && author === mergedBy;
}
