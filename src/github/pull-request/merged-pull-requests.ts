import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';

/** A pull request as people see it. */
export interface PullRequestName {
  readonly number: number;
  readonly title: string;
  readonly url: string;
}

interface Node extends PullRequestName {
  readonly merged: boolean;
  readonly baseRefName: string;
  readonly baseRepository: { readonly nameWithOwner: string } | null;
}

interface CommitNode {
  readonly associatedPullRequests: { readonly nodes: readonly Node[] } | null;
}

type Repository = { readonly defaultBranchRef: { readonly name: string } | null } & Readonly<
  Record<string, CommitNode | null>
>;

const FIELDS = 'number title url merged baseRefName baseRepository { nameWithOwner }';

/**
 * Returns the pull requests that brought commits to the default branch, each once, in one query. Proves nothing: GitHubReader
 * also lists a pull request whose commits were pushed.
 * @throws GitHubError, such as `permission`
 */
export async function readMergedPullRequests(
  github: GitHubReader,
  repository: string,
  oids: readonly string[],
): Promise<readonly PullRequestName[]> {
  const { owner, name } = splitRepository(repository);
  const commits = oids.map((_, index) => `commit${index}: object(oid: $commit${index}) { ...MergedBy }`);
  const declared = ['$owner: String!', '$name: String!', ...oids.map((_, index) => `$commit${index}: GitObjectID!`)];
  const document = /* GraphQL */ `
    query ReadMergedPullRequests(${declared.join(', ')}) {
      repository(owner: $owner, name: $name) { defaultBranchRef { name } ${commits.join(' ')} }
    }
    fragment MergedBy on Commit { associatedPullRequests(first: 5) { nodes { ${FIELDS} } } }
  `;
  const variables = { owner, name, ...Object.fromEntries(oids.map((oid, index) => [`commit${index}`, oid])) };
  const found = (await github.query<{ repository: Repository }>(document, variables)).repository;
  const listed = oids.flatMap((_, index) => found[`commit${index}`]?.associatedPullRequests?.nodes ?? []);
  const own = listed.filter(
    ({ merged, baseRefName, baseRepository }) =>
      merged &&
      baseRefName === found.defaultBranchRef?.name &&
      baseRepository?.nameWithOwner.toLowerCase() === repository.toLowerCase(),
  );
  return [...new Map(own.map((each) => [each.number, each])).values()];
}
