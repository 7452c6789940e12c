import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';
import type { Review } from './pull-request.ts';

const REVIEWS = /* GraphQL */ `
  pageInfo { hasNextPage endCursor }
  nodes { fullDatabaseId state submittedAt author { __typename login } commit { oid } }
`;

/** The authors of a commit; https://docs.github.com/graphql/reference/objects#commit */
export const WRITTEN_FIELDS = /* GraphQL */ `
  oid
  parents(first: 3) { nodes { oid } }
  authors(first: 100) { totalCount nodes { user { login } } }
  committer { user { login } }
`;

const COMMITS = /* GraphQL */ `
  totalCount
  pageInfo { hasNextPage endCursor }
  nodes { commit { ${WRITTEN_FIELDS} } }
`;

const FILES = /* GraphQL */ `
  pageInfo { hasNextPage endCursor }
  nodes { path changeType }
`;

/**
 * GitHub charges two lists for each commit that it could return, so the first page has only as many as most pull requests.
 * https://docs.github.com/graphql/reference/objects#pullrequest
 */
export const PULL_REQUEST_FIELDS = /* GraphQL */ `
  fragment PullRequestFields on PullRequest {
    number url title body bodyText lastEditedAt merged mergedAt baseRefName headRefOid changedFiles reviewDecision
    author { login }
    mergedBy { login }
    baseRepository { nameWithOwner }
    mergeCommit { oid }
    timelineItems(
      last: 1
      itemTypes: [BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT, BASE_REF_FORCE_PUSHED_EVENT]
    ) {
      nodes {
        __typename
        ... on BaseRefChangedEvent { createdAt }
        ... on AutomaticBaseChangeSucceededEvent { createdAt }
        ... on BaseRefForcePushedEvent { createdAt }
      }
    }
    latestOpinionatedReviews(first: 50) { ${REVIEWS} }
    commits(first: 20) { ${COMMITS} }
    files(first: 100) { ${FILES} }
  }
`;

interface NodePage<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly Node[];
}

interface Login {
  readonly login: string;
}

export interface ReviewNode {
  readonly fullDatabaseId: string | number;
  readonly state: Review['state'];
  readonly submittedAt: string;
  readonly author: (Login & { readonly __typename: string }) | null;
  readonly commit: { readonly oid: string } | null;
}

export interface WrittenNode {
  readonly oid: string;
  readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
  readonly authors: { readonly totalCount: number; readonly nodes: readonly { readonly user: Login | null }[] };
  readonly committer: { readonly user: Login | null } | null;
}

export interface PullRequestNode {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  /** The description as GitHub shows it, without markup. */
  readonly bodyText: string;
  readonly lastEditedAt: string | null;
  readonly merged: boolean;
  readonly mergedAt: string | null;
  readonly baseRefName: string;
  readonly headRefOid: string;
  readonly changedFiles: number;
  readonly reviewDecision: string | null;
  readonly author: Login | null;
  readonly mergedBy: Login | null;
  readonly baseRepository: { readonly nameWithOwner: string } | null;
  readonly mergeCommit: { readonly oid: string } | null;
  readonly timelineItems: { readonly nodes: readonly { readonly __typename: string; readonly createdAt: string }[] };
  readonly latestOpinionatedReviews: NodePage<ReviewNode> | null;
  readonly commits: NodePage<{ readonly commit: WrittenNode }> & { readonly totalCount: number };
  readonly files: NodePage<{ readonly path: string; readonly changeType: string }> | null;
}

const CONNECTIONS = { latestOpinionatedReviews: REVIEWS, commits: COMMITS, files: FILES } as const;
type Connection = keyof typeof CONNECTIONS;
const NAMES = Object.keys(CONNECTIONS) as Connection[];

/** Reads the remaining pages of reviews, commits and files; nearly every pull request has only one. */
export async function readToTheEnd(
  github: Pick<GitHubReader, 'query'>,
  repository: string,
  first: PullRequestNode,
): Promise<PullRequestNode> {
  const { owner, name } = splitRepository(repository);
  let node = first;
  for (;;) {
    const open = NAMES.filter((connection) => node[connection]?.pageInfo.hasNextPage);
    if (open.length === 0) return node;
    const cursors = Object.fromEntries(open.map((connection) => [connection, node[connection]?.pageInfo.endCursor]));
    const variables = { owner, name, number: node.number, ...cursors };
    const answer = await github.query<{ repository: { pullRequest: PullRequestNode } }>(nextPages(open), variables);
    node = { ...node, ...join(node, answer.repository.pullRequest, open) };
  }
}

function nextPages(open: readonly Connection[]): string {
  const fields = open.map((name) => `${name}(first: 100, after: $${name}) { ${CONNECTIONS[name]} }`);
  return /* GraphQL */ `
    query ReadMore($owner: String!, $name: String!, $number: Int!, ${open.map((name) => `$${name}: String`).join(', ')}) {
      repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${fields.join('\n')} } }
    }
  `;
}

function join(before: PullRequestNode, next: PullRequestNode, open: readonly Connection[]): Partial<PullRequestNode> {
  const joined = open.map((name) => {
    const nodes = [...(before[name]?.nodes ?? []), ...(next[name]?.nodes ?? [])];
    return [name, { ...next[name], nodes }];
  });
  return Object.fromEntries(joined);
}
