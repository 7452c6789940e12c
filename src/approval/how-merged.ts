import type { CommitOrigin, CommitOrigins } from '../github/pull-request/commit-origins.ts';
import type { PullRequest } from '../github/pull-request/pull-request.ts';
import { isSettled } from '../github/repository/ask-again.ts';
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
  /** Perhaps the same, perhaps a push on top of a head below the range: GitHub did not say whether the head is there. */
  | 'perhaps-made'
  /** Perhaps GitHub's merge commit, perhaps a push on top of the head, which only the activity log distinguishes. */
  | 'merge';

type Range = Pick<Evidence, 'range' | 'startsAtTip' | 'headsBelow'>;

/** A pull request that may have brought a commit. */
export interface MergeCandidate {
  readonly pullRequest: PullRequest;
  readonly role: CommitRole;
}

/**
 * Returns the merged pull requests that may have brought a commit. GitHub makes no commit that is one of a pull request's
 * own, so if it is, only those pull requests can prove it.
 */
export function mergeCandidates(
  origin: CommitOrigin,
  repository: string,
  evidence: Range & Pick<CommitOrigins, 'defaultBranch'>,
): readonly MergeCandidate[] {
  const candidates = mergedPullRequests(origin, repository, evidence).map((pullRequest) => {
    return { pullRequest, role: roleOf(origin, pullRequest, evidence) };
  });
  const own = candidates.filter(({ role }) => role === 'own');
  return own.length > 0 ? own : candidates;
}

/**
 * Returns the role of a commit in a pull request.
 * GitHub marks a pull request as merged as soon as its head is in the branch, also by a push with any merge commit. So if
 * the head is in the range, or the range begins on top of it, a commit that is not the pull request's own proves nothing.
 * After a squash or a rebase the head is not in the branch, so the commit can only be GitHub's. The head is not below the
 * range if the range starts at a commit that was once the branch's head: GitHub would have marked the pull request as merged
 * at that time, and would not list it for a later commit. Otherwise `headsBelow` says whether it is. A pull request whose
 * merge commit is below the commits that need an approval did not bring one of them.
 */
export function roleOf(
  origin: CommitOrigin,
  { commits, head, mergeCommit }: PullRequest,
  { range, startsAtTip, headsBelow }: Range,
): CommitRole {
  const { oid, parents } = origin;
  const isWhole = range.has(head);
  if (commits.some((commit) => commit.oid === oid)) return isWhole ? 'own' : 'step';
  if (isWhole || parents.length > 1) return 'merge';
  if (mergeCommit === undefined || range.get(mergeCommit) === undefined) return 'step';
  if (isOnTopOfHead(origin, range)) return 'merge';
  const isBelow = startsAtTip ? false : headsBelow.get(head);
  if (isBelow === undefined) return 'perhaps-made';
  return isBelow ? 'merge' : 'made';
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

/** Whether a pull request brought a commit and was merged as a whole; `pending` until GitHub's log shows it. */
export type MergeState = 'merged' | 'not-merged' | 'pending';

/**
 * Returns whether a pull request brought a commit. Where only the log knows, the looks of the commit decide if the token may
 * not read the log, or if the log does not go back so far. If the log may only be late, they do not: GitHub also signs
 * commits that people make on its website.
 */
export function mergeStateOf(
  origin: CommitOrigin,
  { pullRequest, role }: MergeCandidate,
  { history, logIsHidden }: Pick<Evidence, 'history' | 'logIsHidden'>,
): MergeState {
  if (role === 'own' || role === 'made') return 'merged';
  if (role === 'step') return 'not-merged';
  const bySigns = looksMerged(origin, pullRequest, role) ? 'merged' : 'not-merged';
  if (history === undefined) return logIsHidden ? bySigns : 'not-merged';
  if (history.of(origin.oid) !== undefined) return history.isMade(origin.oid) ? 'merged' : 'not-merged';
  const { mergedAt } = pullRequest;
  if (!isSettled(mergedAt)) return 'pending';
  if (!history.hasEntries || history.beginsAfter(mergedAt)) return bySigns;
  return history.covers(mergedAt) ? 'not-merged' : 'pending';
}

/**
 * Checks parents, author and signature against GitHub's merge commit or squash, for a time that the log does not cover. The
 * author of a squash is that of the pull request.
 */
function looksMerged(
  { oid, parents, author, isSigned }: CommitOrigin,
  { head, mergeCommit, mergedBy }: PullRequest,
  role: CommitRole,
): boolean {
  if (!isSigned || oid !== mergeCommit) return false;
  return role === 'perhaps-made' || (parents[1] === head && author === mergedBy);
}
