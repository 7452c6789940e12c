import type { GitHubReader } from '../api/client.ts';
import { isGitHubError } from '../api/errors.ts';
import { type RuleTexts, readRuleTexts } from '../repository/rule-texts.ts';
import {
  type CommitNode,
  type OriginsResponse,
  type OriginsWanted,
  queryOrigins,
  queryPullRequests,
  type StartNode,
} from './commit-origins-query.ts';
import type { PullRequest, WrittenCommit } from './pull-request.ts';
import { type PullRequestNode, readToTheEnd } from './pull-request-query.ts';
import { readPullRequest, readWrittenCommit } from './read-pull-request.ts';
import { readOldPaths } from './renamed-files.ts';

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
  /**
   * Whether the commit whose rules apply was once the head of the default branch for sure: the first commit of all, or
   * GitHub's merge of a pull request.
   */
  readonly rulesAreOfTip: boolean;
}

const COMMITS_PER_QUERY = 100;
/** More would come near GraphQL's limit of 500,000 nodes. */
const PULL_REQUESTS_PER_QUERY = 50;
/** One push seldom merges more. A forged message can make the query read this many others. */
const LIKELY_PER_QUERY = 5;

/**
 * Reads how commits entered the repository and the rules for them. GitHub charges queries by the lists that they could
 * return, so the first query asks only for the numbers of the pull requests, and a second one for each pull request once
 * that was not likely.
 * @param before an earlier answer: its pull requests that were merged into the default branch are not read again
 */
export async function readCommitOrigins(
  github: Pick<GitHubReader, 'query' | 'get'>,
  wanted: OriginsWanted,
  before?: CommitOrigins,
): Promise<CommitOrigins> {
  const commits = new Map<string, CommitNode>();
  const nodes: PullRequestNode[] = [];
  let answer: OriginsResponse = { defaultBranchRef: null };
  for (let from = 0; from === 0 || from < wanted.oids.length; from += COMMITS_PER_QUERY) {
    const oids = wanted.oids.slice(from, from + COMMITS_PER_QUERY);
    const likely = from === 0 ? (wanted.likely ?? []).slice(0, LIKELY_PER_QUERY) : [];
    answer = await queryWithLikely(github, wanted, oids, likely);
    nodes.push(...likely.flatMap((_, index) => (answer[`pull${index}`] as PullRequestNode | null | undefined) ?? []));
    for (const [index, oid] of oids.entries()) {
      const node = answer[`commit${index}`];
      if (node !== null && node !== undefined) commits.set(oid, node as CommitNode);
    }
  }
  const defaultBranch = answer.defaultBranchRef?.name ?? '';
  const known = mergedInto(defaultBranch, before);
  const numbers = [...commits.values()].flatMap(numbersOf).filter((number) => !known.has(number));
  const read = await readPullRequests(github, wanted.repository, defaultBranch, new Set(numbers), nodes);
  return {
    defaultBranch,
    rules: readRuleTexts(answer),
    rulesAreOfTip: wasTip(answer.start, wanted.repository, defaultBranch),
    origins: wanted.oids.map((oid) => readOrigin(oid, commits.get(oid), new Map([...known, ...read]))),
  };
}

/**
 * Asks again for the pull requests of some commits. Returns the earlier answer with their new ones.
 * @param oids some of those that were read before
 */
export async function refreshCommitOrigins(
  github: Pick<GitHubReader, 'query' | 'get'>,
  wanted: OriginsWanted,
  before: CommitOrigins,
  oids: readonly string[],
): Promise<CommitOrigins> {
  const { origins } = await readCommitOrigins(github, { ...wanted, oids }, before);
  const fresh = new Map(origins.map((origin) => [origin.oid, origin]));
  return { ...before, origins: before.origins.map((origin) => fresh.get(origin.oid) ?? origin) };
}

/**
 * Returns whether a commit was the head of the default branch when it was made. A commit that was pushed on top of another
 * one proves nothing, also if it is the head of a pull request.
 */
function wasTip(start: StartNode | null | undefined, repository: string, defaultBranch: string): boolean {
  if (start?.parents === undefined) return false;
  if (start.parents.nodes.length === 0) return true;
  return (start.associatedPullRequests?.nodes ?? []).some(
    ({ merged, baseRefName, baseRepository, headRefOid, mergeCommit }) =>
      merged &&
      baseRefName === defaultBranch &&
      baseRepository?.nameWithOwner.toLowerCase() === repository.toLowerCase() &&
      mergeCommit?.oid === start.oid &&
      headRefOid !== start.oid,
  );
}

function numbersOf({ associatedPullRequests: list }: CommitNode): number[] {
  return (list?.nodes ?? []).map(({ number }) => number);
}

/** Returns the pull requests of an earlier answer that can no longer change: they were merged. */
function mergedInto(branch: string, before: CommitOrigins | undefined): ReadonlyMap<number, PullRequest> {
  const all = (before?.origins ?? []).flatMap(({ pullRequests }) => pullRequests);
  return new Map(all.filter(({ merged, base }) => merged && base === branch).map((each) => [each.number, each]));
}

/** Queries commits, and pull requests that probably brought them; without those if GitHub has no such pull request. */
async function queryWithLikely(
  github: Pick<GitHubReader, 'query'>,
  wanted: OriginsWanted,
  oids: readonly string[],
  likely: readonly number[],
): Promise<OriginsResponse> {
  try {
    return await queryOrigins(github, wanted, oids, likely);
  } catch (error) {
    if (likely.length === 0 || !isGitHubError(error, 'not-found')) throw error;
    return queryOrigins(github, wanted, oids);
  }
}

/** Reads each pull request once, with all pages and renames if it was merged into the default branch. */
async function readPullRequests(
  github: Pick<GitHubReader, 'query' | 'get'>,
  repository: string,
  defaultBranch: string,
  wanted: ReadonlySet<number>,
  alreadyRead: readonly PullRequestNode[],
): Promise<ReadonlyMap<number, PullRequest>> {
  const nodes = alreadyRead.filter(({ number }) => wanted.has(number));
  const numbers = [...wanted].filter((each) => !nodes.some(({ number }) => number === each));
  for (let from = 0; from < numbers.length; from += PULL_REQUESTS_PER_QUERY)
    nodes.push(...(await queryPullRequests(github, repository, numbers.slice(from, from + PULL_REQUESTS_PER_QUERY))));
  const whole = await Promise.all(
    nodes.map(async (first) => {
      if (!first.merged || first.baseRefName !== defaultBranch) return readPullRequest(first, []);
      const node = await readToTheEnd(github, repository, first);
      return readPullRequest(node, await readOldPaths(github, repository, node));
    }),
  );
  return new Map(whole.map((pullRequest) => [pullRequest.number, pullRequest]));
}

function readOrigin(
  oid: string,
  node: CommitNode | undefined,
  pullRequests: ReadonlyMap<number, PullRequest>,
): CommitOrigin {
  const numbers = node === undefined ? [] : numbersOf(node);
  return {
    ...(node === undefined ? { oid, parents: [], authors: [] } : readWrittenCommit(node)),
    headline: node?.messageHeadline ?? '',
    author: node?.author?.user?.login ?? node?.author?.name ?? 'unknown',
    isSigned: node?.signature?.isValid === true && node.signature.wasSignedByGitHub,
    pullRequests: numbers.flatMap((number) => pullRequests.get(number) ?? []),
  };
}
