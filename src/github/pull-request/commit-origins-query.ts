import type { GitHubReader } from '../api/client.ts';
import { RULE_FIELDS, RULE_VARIABLES, ruleVariables } from '../repository/rule-texts.ts';
import { splitRepository } from '../repository/split-repository.ts';
import { PULL_REQUEST_FIELDS, type PullRequestNode, WRITTEN_FIELDS, type WrittenNode } from './pull-request-query.ts';

export interface OriginsWanted {
  readonly repository: string;
  readonly oids: readonly string[];
  /** The commit whose rules apply. */
  readonly rulesAt: string;
  /** The commit to deploy, whose rules apply to the next one. */
  readonly commit: string;
  /** Pull requests that probably brought the commits. They save a query if they did, and have no other effect. */
  readonly likely?: readonly number[];
}

/** https://docs.github.com/graphql/reference/objects#commit */
export interface CommitNode extends WrittenNode {
  readonly messageHeadline: string;
  readonly author: { readonly name: string | null; readonly user: { readonly login: string } | null } | null;
  readonly signature: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
  readonly associatedPullRequests: {
    readonly nodes: readonly { readonly number: number }[];
  } | null;
}

export type OriginsResponse = Readonly<Record<string, unknown>> & {
  readonly defaultBranchRef: { readonly name: string } | null;
  /** The commit whose rules apply; missing if no commits were asked for. */
  readonly start?: StartNode | null;
};

/** A commit, as far as it shows whether it was once the head of a branch. */
export interface StartNode {
  readonly oid: string;
  readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
  readonly associatedPullRequests: {
    readonly nodes: readonly {
      readonly merged: boolean;
      readonly baseRefName: string;
      readonly baseRepository: { readonly nameWithOwner: string } | null;
      readonly headRefOid: string;
      readonly mergeCommit: { readonly oid: string } | null;
    }[];
  } | null;
}

const START = /* GraphQL */ `
  fragment Start on Commit {
    oid
    parents(first: 1) { nodes { oid } }
    associatedPullRequests(first: 5) {
      nodes { merged baseRefName baseRepository { nameWithOwner } headRefOid mergeCommit { oid } }
    }
  }
`;

const ORIGIN = /* GraphQL */ `
  fragment Origin on Commit {
    ${WRITTEN_FIELDS}
    messageHeadline
    author { name user { login } }
    signature { isValid wasSignedByGitHub }
    associatedPullRequests(first: 5) { nodes { number } }
  }
`;

/**
 * Queries commits as `commit0`, `commit1`, … with the numbers of their pull requests, the rule files, and some pull requests
 * as `pull0`, `pull1`, ….
 */
export async function queryOrigins(
  github: Pick<GitHubReader, 'query'>,
  { repository, rulesAt, commit }: OriginsWanted,
  oids: readonly string[],
  pullRequests: readonly number[] = [],
): Promise<OriginsResponse> {
  const { owner, name } = splitRepository(repository);
  const commits = oids.map((_, index) => `commit${index}: object(oid: $commit${index}) { ...Origin }`);
  const declared = oids.map((_, index) => `$commit${index}: GitObjectID!`);
  const pulls = selectPullRequests(pullRequests);
  // Without commits, such as for an operator, the token needs no permission to read pull requests.
  const start = oids.length === 0 ? [] : ['start: object(expression: $start) { ...Start }'];
  if (oids.length > 0) declared.push('$start: String!');
  const variablesOf = ['$owner: String!', '$name: String!', RULE_VARIABLES, ...declared, ...pulls.declared];
  const document = /* GraphQL */ `
    query ReadOrigins(${variablesOf.join(', ')}) {
      repository(owner: $owner, name: $name) {
        defaultBranchRef { name }
        ${RULE_FIELDS}
        ${[...start, ...commits, ...pulls.fields].join('\n        ')}
      }
    }
    ${commits.length === 0 ? '' : `${START}${ORIGIN}`}
    ${pullRequests.length === 0 ? '' : PULL_REQUEST_FIELDS}
  `;
  const asked = Object.fromEntries(oids.map((oid, index) => [`commit${index}`, oid]));
  if (oids.length > 0) asked.start = rulesAt;
  const variables = { owner, name, ...ruleVariables(rulesAt, commit), ...asked, ...pulls.variables };
  return (await github.query<{ repository: OriginsResponse }>(document, variables)).repository;
}

/** Queries pull requests by number, each with the first page of its reviews, commits and files. */
export async function queryPullRequests(
  github: Pick<GitHubReader, 'query'>,
  repository: string,
  numbers: readonly number[],
): Promise<PullRequestNode[]> {
  const { owner, name } = splitRepository(repository);
  const { fields, declared, variables } = selectPullRequests(numbers);
  const document = /* GraphQL */ `
    query ReadPullRequests(${['$owner: String!', '$name: String!', ...declared].join(', ')}) {
      repository(owner: $owner, name: $name) { ${fields.join('\n')} }
    }
    ${PULL_REQUEST_FIELDS}
  `;
  const answer = await github.query<{ repository: Record<string, PullRequestNode> }>(document, {
    owner,
    name,
    ...variables,
  });
  return Object.values(answer.repository);
}

function selectPullRequests(numbers: readonly number[]) {
  return {
    fields: numbers.map((_, index) => `pull${index}: pullRequest(number: $pull${index}) { ...PullRequestFields }`),
    declared: numbers.map((_, index) => `$pull${index}: Int!`),
    variables: Object.fromEntries(numbers.map((number, index) => [`pull${index}`, number])),
  };
}
