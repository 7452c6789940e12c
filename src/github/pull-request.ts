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

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly author: string | undefined;
  readonly merged: boolean;
  /** `owner/name` of the repository that it was merged into. */
  readonly baseRepository: string | undefined;
  readonly base: string;
  readonly head: string;
  readonly mergeCommit: string | undefined;
  readonly reviews: readonly Review[];
  /** Logins of the authors of its commits, as far as GitHub knows them. */
  readonly commitAuthors: readonly string[];
  readonly files: readonly string[];
  /** What is longer than was read; empty for nearly all pull requests. */
  readonly unread: readonly ('reviews' | 'commits' | 'files')[];
}

/** https://docs.github.com/graphql/reference/objects#pullrequest */
export const PULL_REQUEST_FIELDS = /* GraphQL */ `
  fragment PullRequestFields on PullRequest {
    number url title merged baseRefName headRefOid
    author { login }
    baseRepository { nameWithOwner }
    mergeCommit { oid }
    latestOpinionatedReviews(first: 50) {
      pageInfo { hasNextPage }
      nodes { fullDatabaseId state submittedAt author { __typename login } commit { oid } }
    }
    commits(first: 100) {
      pageInfo { hasNextPage }
      nodes { commit { authors(first: 5) { nodes { user { login } } } } }
    }
    files(first: 100) { pageInfo { hasNextPage } nodes { path } }
  }
`;

interface Page<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean };
  readonly nodes: readonly Node[];
}

export interface PullRequestNode {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly merged: boolean;
  readonly baseRefName: string;
  readonly headRefOid: string;
  readonly author: { readonly login: string } | null;
  readonly baseRepository: { readonly nameWithOwner: string } | null;
  readonly mergeCommit: { readonly oid: string } | null;
  readonly latestOpinionatedReviews: Page<ReviewNode> | null;
  readonly commits: Page<{
    readonly commit: {
      readonly authors: { readonly nodes: readonly { readonly user: { readonly login: string } | null }[] };
    };
  }>;
  readonly files: Page<{ readonly path: string }> | null;
}

interface ReviewNode {
  readonly fullDatabaseId: string | number;
  readonly state: Review['state'];
  readonly submittedAt: string;
  readonly author: { readonly __typename: string; readonly login: string } | null;
  readonly commit: { readonly oid: string } | null;
}

export function readPullRequest(node: PullRequestNode): PullRequest {
  const authors = node.commits.nodes.flatMap(({ commit }) => commit.authors.nodes.map(({ user }) => user?.login));
  const { latestOpinionatedReviews: reviews, commits, files } = node;
  return {
    number: node.number,
    url: node.url,
    title: node.title,
    author: node.author?.login,
    merged: node.merged,
    baseRepository: node.baseRepository?.nameWithOwner,
    base: node.baseRefName,
    head: node.headRefOid,
    mergeCommit: node.mergeCommit?.oid,
    reviews: (reviews?.nodes ?? []).flatMap(readReview),
    commitAuthors: [...new Set(authors.filter((login) => login !== undefined))],
    files: (files?.nodes ?? []).map(({ path }) => path),
    unread: Object.entries({ reviews, commits, files }).flatMap(([what, page]) =>
      page?.pageInfo.hasNextPage ? [what as PullRequest['unread'][number]] : [],
    ),
  };
}

/** A review of a deleted account has no author, and so no weight. */
function readReview({ fullDatabaseId, state, submittedAt, author, commit }: ReviewNode): Review[] {
  if (author === null) return [];
  const isBot = author.__typename !== 'User';
  return [{ id: String(fullDatabaseId), author: author.login, isBot, state, submittedAt, commit: commit?.oid }];
}
