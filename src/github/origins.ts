import type { Reader } from './client.ts';
import { type PullRequest, readPullRequest, readWrittenCommit, type WrittenCommit } from './pull-request.ts';
import {
  PULL_REQUEST_FIELDS,
  type PullRequestNode,
  readToTheEnd,
  WRITTEN_FIELDS,
  type WrittenNode,
} from './pull-request-query.ts';
import { RULE_FIELDS, RULE_VARIABLES, type RuleTexts, readRuleTexts, ruleVariables } from './rule-texts.ts';

/** How one commit came into the repository, as far as GitHub tells by now. */
export interface Origin extends WrittenCommit {
  readonly headline: string;
  readonly author: string;
  /** Whether GitHub itself made the commit, by a merge or its API. */
  readonly isSigned: boolean;
  /** Those merged into another branch, or not at all, too. */
  readonly pullRequests: readonly PullRequest[];
}

export interface Origins {
  readonly defaultBranch: string;
  readonly origins: readonly Origin[];
  readonly rules: RuleTexts;
}

export interface OriginsWanted {
  readonly repository: string;
  readonly oids: readonly string[];
  /** The commit whose rules judge. */
  readonly rulesAt: string;
  /** The commit that is to be deployed, whose rules will judge the next one. */
  readonly commit: string;
}

/** Up to so many commits their pull requests are read in the same query; with more, each pull request once. */
const COMMITS_WITH_PULL_REQUESTS = 10;
const COMMITS_PER_QUERY = 100;
/** More would come near GraphQL's limit of 500,000 nodes. */
const PULL_REQUESTS_PER_QUERY = 50;

interface CommitNode extends WrittenNode {
  readonly messageHeadline: string;
  readonly author: { readonly name: string | null; readonly user: { readonly login: string } | null } | null;
  readonly signature: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
  readonly associatedPullRequests: {
    readonly nodes: readonly (PullRequestNode | { readonly number: number })[];
  } | null;
}

type Repository = Readonly<Record<string, unknown>> & { readonly defaultBranchRef: { readonly name: string } | null };

/** Reads how commits came in, and the rules that judge them: one GraphQL query for up to 10 commits. */
export async function readOrigins(github: Pick<Reader, 'query'>, wanted: OriginsWanted): Promise<Origins> {
  const isSmall = wanted.oids.length <= COMMITS_WITH_PULL_REQUESTS;
  const commits = new Map<string, CommitNode>();
  let answer: Repository = { defaultBranchRef: null };
  for (let from = 0; from === 0 || from < wanted.oids.length; from += COMMITS_PER_QUERY) {
    const oids = wanted.oids.slice(from, from + COMMITS_PER_QUERY);
    answer = await query(github, wanted, oids, isSmall ? '...PullRequestFields' : 'number');
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

async function query(
  github: Pick<Reader, 'query'>,
  { repository, rulesAt, commit }: OriginsWanted,
  oids: readonly string[],
  pullRequest: string,
): Promise<Repository> {
  const [owner, name] = repository.split('/');
  const commits = oids.map((_, index) => `commit${index}: object(oid: $commit${index}) { ...Origin }`);
  const declared = oids.map((_, index) => `$commit${index}: GitObjectID!`);
  const document = /* GraphQL */ `
    query ReadOrigins(${['$owner: String!', '$name: String!', RULE_VARIABLES, ...declared].join(', ')}) {
      repository(owner: $owner, name: $name) {
        defaultBranchRef { name }
        ${RULE_FIELDS}
        ${commits.join('\n        ')}
      }
    }
    ${commits.length === 0 ? '' : originFragment(pullRequest)}
  `;
  const asked = Object.fromEntries(oids.map((oid, index) => [`commit${index}`, oid]));
  const variables = { owner, name, ...ruleVariables(rulesAt, commit), ...asked };
  return (await github.query<{ repository: Repository }>(document, variables)).repository;
}

function originFragment(pullRequest: string): string {
  return /* GraphQL */ `
    fragment Origin on Commit {
      ${WRITTEN_FIELDS}
      messageHeadline
      author { name user { login } }
      signature { isValid wasSignedByGitHub }
      associatedPullRequests(first: 5) { nodes { ${pullRequest} } }
    }
    ${pullRequest === 'number' ? '' : PULL_REQUEST_FIELDS}
  `;
}

/** Each pull request once, to its end where it was merged into the branch. */
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

async function queryPullRequests(
  github: Pick<Reader, 'query'>,
  repository: string,
  numbers: readonly number[],
): Promise<PullRequestNode[]> {
  const [owner, name] = repository.split('/');
  const fields = numbers.map((_, index) => `pull${index}: pullRequest(number: $pull${index}) { ...PullRequestFields }`);
  const declared = numbers.map((_, index) => `$pull${index}: Int!`);
  const document = /* GraphQL */ `
    query ReadPullRequests(${['$owner: String!', '$name: String!', ...declared].join(', ')}) {
      repository(owner: $owner, name: $name) { ${fields.join('\n')} }
    }
    ${PULL_REQUEST_FIELDS}
  `;
  const variables = { owner, name, ...Object.fromEntries(numbers.map((number, index) => [`pull${index}`, number])) };
  const answer = await github.query<{ repository: Record<string, PullRequestNode> }>(document, variables);
  return Object.values(answer.repository);
}

function readOrigin(oid: string, node: CommitNode | undefined, pullRequests: ReadonlyMap<number, PullRequest>): Origin {
  const numbers = (node?.associatedPullRequests?.nodes ?? []).map(({ number }) => number);
  return {
    ...(node === undefined ? { oid, parents: [], authors: [] } : readWrittenCommit(node)),
    headline: node?.messageHeadline ?? '',
    author: node?.author?.user?.login ?? node?.author?.name ?? 'unknown',
    isSigned: node?.signature?.isValid === true && node.signature.wasSignedByGitHub,
    pullRequests: numbers.flatMap((number) => pullRequests.get(number) ?? []),
  };
}
