import type { Reader } from '../api/client.ts';
import { type RuleTexts, readRuleTexts } from '../repository/rule-texts.ts';
import {
  type CommitNode,
  type OriginsResponse,
  type OriginsWanted,
  queryOrigins,
  queryPullRequests,
} from './commit-origins-query.ts';
import type { PullRequest, WrittenCommit } from './pull-request.ts';
import { type PullRequestNode, readToTheEnd } from './pull-request-query.ts';
import { readPullRequest, readWrittenCommit } from './read-pull-request.ts';

/** How a commit entered the repository, as far as GitHub knows at this moment. */
export interface CommitOrigin extends WrittenCommit {
  readonly headline: string;
  readonly author: string;
  /** Whether GitHub itself created the commit, through a merge or its API. */
  readonly isSigned: boolean;
  /** Includes unmerged ones and those merged into another branch. */
  readonly pullRequests: readonly PullRequest[];
}

export interface CommitOrigins {
  readonly defaultBranch: string;
  readonly origins: readonly CommitOrigin[];
  readonly rules: RuleTexts;
}

/** Up to this number of commits, the same query reads their pull requests; otherwise each pull request is read once. */
const COMMITS_WITH_PULL_REQUESTS = 10;
const COMMITS_PER_QUERY = 100;
/** More would come near GraphQL's limit of 500,000 nodes. */
const PULL_REQUESTS_PER_QUERY = 50;

/** Reads how commits entered the repository and the rules for them: one GraphQL query for up to 10 commits. */
export async function readCommitOrigins(github: Pick<Reader, 'query'>, wanted: OriginsWanted): Promise<CommitOrigins> {
  const isSmall = wanted.oids.length <= COMMITS_WITH_PULL_REQUESTS;
  const commits = new Map<string, CommitNode>();
  let answer: OriginsResponse = { defaultBranchRef: null };
  for (let from = 0; from === 0 || from < wanted.oids.length; from += COMMITS_PER_QUERY) {
    const oids = wanted.oids.slice(from, from + COMMITS_PER_QUERY);
    answer = await queryOrigins(github, wanted, oids, isSmall ? '...PullRequestFields' : 'number');
    for (const [index, oid] of oids.entries()) {
      const node = answer[`commit${index}`];
      if (node !== null && node !== undefined) commits.set(oid, node as CommitNode);
    }
  }
  const defaultBranch = answer.defaultBranchRef?.name ?? '';
  const associated = [...commits.values()].flatMap(({ associatedPullRequests: list }) => list?.nodes ?? []);
  const pullRequests = await readPullRequests(github, wanted.repository, defaultBranch, associated);
  return {
    defaultBranch,
    rules: readRuleTexts(answer),
    origins: wanted.oids.map((oid) => readOrigin(oid, commits.get(oid), pullRequests)),
  };
}

/** Reads each pull request once, with all pages if it was merged into the default branch. */
async function readPullRequests(
  github: Pick<Reader, 'query'>,
  repository: string,
  defaultBranch: string,
  associated: readonly (PullRequestNode | { readonly number: number })[],
): Promise<ReadonlyMap<number, PullRequest>> {
  const nodes = new Map(associated.flatMap((node) => ('url' in node ? [[node.number, node] as const] : [])));
  const missing = [...new Set(associated.map(({ number }) => number))].filter((number) => !nodes.has(number));
  for (let from = 0; from < missing.length; from += PULL_REQUESTS_PER_QUERY) {
    const numbers = missing.slice(from, from + PULL_REQUESTS_PER_QUERY);
    for (const node of await queryPullRequests(github, repository, numbers)) nodes.set(node.number, node);
  }
  const whole = await Promise.all(
    [...nodes.values()].map((node) =>
      node.merged && node.baseRefName === defaultBranch ? readToTheEnd(github, repository, node) : node,
    ),
  );
  return new Map(whole.map((node) => [node.number, readPullRequest(node)]));
}

function readOrigin(
  oid: string,
  node: CommitNode | undefined,
  pullRequests: ReadonlyMap<number, PullRequest>,
): CommitOrigin {
  const numbers = (node?.associatedPullRequests?.nodes ?? []).map(({ number }) => number);
  return {
    ...(node === undefined ? { oid, parents: [], authors: [] } : readWrittenCommit(node)),
    headline: node?.messageHeadline ?? '',
    author: node?.author?.user?.login ?? node?.author?.name ?? 'unknown',
    isSigned: node?.signature?.isValid === true && node.signature.wasSignedByGitHub,
    pullRequests: numbers.flatMap((number) => pullRequests.get(number) ?? []),
  };
}
