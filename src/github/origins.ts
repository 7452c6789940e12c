import type { Reader } from './client.ts';
import { PULL_REQUEST_FIELDS, type PullRequest, type PullRequestNode, readPullRequest } from './pull-request.ts';

/** How one commit came into the repository, as far as GitHub tells by now. */
export interface Origin {
  readonly oid: string;
  readonly headline: string;
  readonly author: string;
  readonly pullRequests: readonly PullRequest[];
}

export interface Origins {
  readonly defaultBranch: string;
  readonly origins: readonly Origin[];
  /** The CODEOWNERS text at the commit that gives the rules, from the first place where GitHub looks. */
  readonly codeowners: string | undefined;
}

/** More in one query would come near GraphQL's limit of 500,000 nodes. */
const COMMITS_PER_QUERY = 50;

/** https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

interface CommitNode {
  readonly oid: string;
  readonly messageHeadline: string;
  readonly author: { readonly name: string | null; readonly user: { readonly login: string } | null } | null;
  readonly associatedPullRequests: { readonly nodes: readonly PullRequestNode[] } | null;
}

interface Answer {
  readonly repository: Readonly<Record<string, unknown>> & {
    readonly defaultBranchRef: { readonly name: string } | null;
  };
}

/** Reads how commits came in, and the owners that judge them: one GraphQL query for up to 50 commits. */
export async function readOrigins(
  github: Pick<Reader, 'query'>,
  repository: string,
  oids: readonly string[],
  rulesAt: string,
): Promise<Origins> {
  const origins: Origin[] = [];
  let found: Omit<Origins, 'origins'> = { defaultBranch: '', codeowners: undefined };
  for (let from = 0; from < oids.length; from += COMMITS_PER_QUERY) {
    const some = oids.slice(from, from + COMMITS_PER_QUERY);
    const answer = await queryOrigins(github, repository, some, rulesAt);
    const texts = CODEOWNERS_PATHS.map((_, index) => (answer[`owners${index}`] as { text?: string } | null)?.text);
    found = {
      defaultBranch: answer.defaultBranchRef?.name ?? '',
      codeowners: texts.find((text) => text !== undefined),
    };
    origins.push(...some.map((oid, index) => readOrigin(oid, answer[`commit${index}`] as CommitNode | null)));
  }
  return { ...found, origins };
}

async function queryOrigins(
  github: Pick<Reader, 'query'>,
  repository: string,
  oids: readonly string[],
  rulesAt: string,
): Promise<Answer['repository']> {
  const [owner, name] = repository.split('/');
  const commits = oids.map((_, index) => `commit${index}: object(oid: $commit${index}) { ...Origin }`);
  const owners = CODEOWNERS_PATHS.map(
    (_, index) => `owners${index}: object(expression: $owners${index}) { ... on Blob { text } }`,
  );
  const declared = [
    ...oids.map((_, index) => `$commit${index}: GitObjectID!`),
    ...CODEOWNERS_PATHS.map((_, index) => `$owners${index}: String!`),
  ];
  const document = /* GraphQL */ `
    query ReadOrigins($owner: String!, $name: String!, ${declared.join(', ')}) {
      repository(owner: $owner, name: $name) {
        defaultBranchRef { name }
        ${[...owners, ...commits].join('\n        ')}
      }
    }
    fragment Origin on Commit {
      oid
      messageHeadline
      author { name user { login } }
      associatedPullRequests(first: 5) { nodes { ...PullRequestFields } }
    }
    ${PULL_REQUEST_FIELDS}
  `;
  const variables = Object.fromEntries([
    ...oids.map((oid, index) => [`commit${index}`, oid]),
    ...CODEOWNERS_PATHS.map((path, index) => [`owners${index}`, `${rulesAt}:${path}`]),
  ]);
  return (await github.query<Answer>(document, { owner, name, ...variables })).repository;
}

function readOrigin(oid: string, commit: CommitNode | null): Origin {
  return {
    oid,
    headline: commit?.messageHeadline ?? '',
    author: commit?.author?.user?.login ?? commit?.author?.name ?? 'unknown',
    pullRequests: (commit?.associatedPullRequests?.nodes ?? []).map(readPullRequest),
  };
}
