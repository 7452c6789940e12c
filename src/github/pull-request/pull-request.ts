import type { ReviewedCommits } from './reviewed-commits.ts';

/** The latest review of an author that is not only a comment. */
export interface Review {
  readonly id: string;
  readonly author: string;
  readonly isBot: boolean;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  readonly submittedAt: string;
  /** The reviewed head; `undefined` if that commit no longer exists. */
  readonly commit: string | undefined;
}

/** A commit with the known logins of its authors, co-authors and committer. */
export interface WrittenCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly authors: readonly string[];
  /** Whether it has more authors than were read, so that any user may be one of them. */
  readonly hasMoreAuthors?: boolean;
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly author: string | undefined;
  readonly merged: boolean;
  readonly mergedAt: string | undefined;
  readonly mergedBy: string | undefined;
  /** Whether the branch's rules still required a review. */
  readonly lacksReview: boolean;
  /** `owner/name` of the repository that it was merged into. */
  readonly baseRepository: string | undefined;
  readonly base: string;
  /** When it last got another base, or its base was force-pushed; earlier approvals were for another diff. */
  readonly baseChangedAt: string | undefined;
  /** Whether that was a force push. */
  readonly baseWasForcePushed: boolean;
  readonly head: string;
  readonly mergeCommit: string | undefined;
  /** The commits that its description lists as `Reviewed-Commit`. */
  readonly reviewedCommits: ReviewedCommits;
  /** When its description was last changed. */
  readonly editedAt: string | undefined;
  readonly reviews: readonly Review[];
  /** Its own commits, oldest first. */
  readonly commits: readonly WrittenCommit[];
  /** The changed paths, including the old paths of renamed files if it was merged into the default branch. */
  readonly files: readonly string[];
  /** The incomplete lists: GitHub returns at most 250 commits and 3,000 files of a pull request. */
  readonly unread: readonly ('reviews' | 'commits' | 'files')[];
}
