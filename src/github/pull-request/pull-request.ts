/** An opinion that counts: the latest of its author that is not a mere comment. */
export interface Review {
  readonly id: string;
  readonly author: string;
  readonly isBot: boolean;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  readonly submittedAt: string;
  /** The head that was reviewed; `undefined` when that commit is gone. */
  readonly commit: string | undefined;
}

/** A commit with the logins of all that had a hand in it: authors, co-authors and committer, as far as GitHub knows them. */
export interface WrittenCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly authors: readonly string[];
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly author: string | undefined;
  readonly merged: boolean;
  readonly mergedAt: string | undefined;
  readonly mergedBy: string | undefined;
  /** Whether the branch's rules still demanded a review. */
  readonly lacksReview: boolean;
  /** `owner/name` of the repository that it was merged into. */
  readonly baseRepository: string | undefined;
  readonly base: string;
  /** When it was last given another base; what was approved before was another difference. */
  readonly baseChangedAt: string | undefined;
  readonly head: string;
  readonly mergeCommit: string | undefined;
  /** Commits that its description names as `Reviewed-Commit`. */
  readonly vouchesFor: readonly string[];
  /** When its description was last changed. */
  readonly editedAt: string | undefined;
  readonly reviews: readonly Review[];
  /** Its own commits, oldest first. */
  readonly commits: readonly WrittenCommit[];
  readonly files: readonly string[];
  /** What GitHub does not give to its end: it lists 250 commits and 3,000 files of a pull request. */
  readonly unread: readonly ('reviews' | 'commits' | 'files')[];
}
