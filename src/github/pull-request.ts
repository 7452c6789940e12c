import type { PullRequestNode, ReviewNode, WrittenNode } from './pull-request-query.ts';

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

const VOUCHER = /^Reviewed-Commit:[ \t]*([0-9a-f]{40})[ \t]*$/gm;

/** What GitHub tells of a pull request, in our words; as far as its pages were read. */
export function readPullRequest(node: PullRequestNode): PullRequest {
  return {
    number: node.number,
    url: node.url,
    title: node.title,
    author: node.author?.login,
    merged: node.merged,
    mergedAt: node.mergedAt ?? undefined,
    mergedBy: node.mergedBy?.login,
    lacksReview: node.reviewDecision === 'REVIEW_REQUIRED' || node.reviewDecision === 'CHANGES_REQUESTED',
    baseRepository: node.baseRepository?.nameWithOwner,
    base: node.baseRefName,
    baseChangedAt: node.timelineItems.nodes.at(-1)?.createdAt,
    head: node.headRefOid,
    mergeCommit: node.mergeCommit?.oid,
    vouchesFor: [...node.body.replaceAll('\r', '').matchAll(VOUCHER)].map(([, oid = '']) => oid),
    editedAt: node.lastEditedAt ?? undefined,
    reviews: (node.latestOpinionatedReviews?.nodes ?? []).flatMap(readReview),
    commits: node.commits.nodes.map(({ commit }) => readWrittenCommit(commit)),
    files: (node.files?.nodes ?? []).map(({ path }) => path),
    unread: findUnread(node),
  };
}

/** A commit with all whom GitHub names as its authors and committer. */
export function readWrittenCommit(node: WrittenNode): WrittenCommit {
  const people = [...node.authors.nodes, node.committer].flatMap((actor) => actor?.user?.login ?? []);
  return { oid: node.oid, parents: node.parents.nodes.map(({ oid }) => oid), authors: [...new Set(people)] };
}

function findUnread(node: PullRequestNode): PullRequest['unread'] {
  const { latestOpinionatedReviews: reviews, commits, files, changedFiles } = node;
  return [
    ...(reviews === null || reviews.pageInfo.hasNextPage ? (['reviews'] as const) : []),
    ...(commits.nodes.length < commits.totalCount ? (['commits'] as const) : []),
    ...((files?.nodes.length ?? 0) < changedFiles ? (['files'] as const) : []),
  ];
}

/** A review of a deleted account has no author, and so no weight. */
function readReview({ fullDatabaseId, state, submittedAt, author, commit }: ReviewNode): Review[] {
  if (author === null) return [];
  const isBot = author.__typename !== 'User';
  return [{ id: String(fullDatabaseId), author: author.login, isBot, state, submittedAt, commit: commit?.oid }];
}
