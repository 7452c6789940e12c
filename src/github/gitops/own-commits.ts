import type { GitHubReader } from '../api/client.ts';
import { readChangedPaths } from '../repository/commit.ts';
import { splitRepository } from '../repository/split-repository.ts';
import { isOwnCommit, type SignedCommit } from './own-commit.ts';

interface OriginsResponse {
  readonly viewer: { readonly login: string };
  readonly repository: Readonly<Record<`commit${number}`, SignedCommit | null>>;
}

const PER_QUERY = 50;

/**
 * Returns which commits the account of this token made through GitHub's API, and changed nothing but some files.
 * @throws GitHubError
 */
export async function findOwnCommits(
  github: GitHubReader,
  repository: string,
  oids: readonly string[],
  files: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const own = new Set<string>();
  for (let from = 0; from < oids.length; from += PER_QUERY) {
    for (const oid of await readOwn(github, repository, oids.slice(from, from + PER_QUERY))) {
      const paths = await readChangedPaths(github, repository, oid);
      if (paths?.every((path) => files.has(path)) === true) own.add(oid);
    }
  }
  return own;
}

async function readOwn(github: GitHubReader, repository: string, oids: readonly string[]): Promise<string[]> {
  const { owner, name } = splitRepository(repository);
  const declared = oids.map((_, index) => `$oid${index}: GitObjectID!`).join(', ');
  const commits = oids.map((_, index) => `commit${index}: object(oid: $oid${index}) { ...Origin }`);
  const document = /* GraphQL */ `
    query ReadOwnCommits($owner: String!, $name: String!, ${declared}) {
      viewer { login }
      repository(owner: $owner, name: $name) { ${commits.join(' ')} }
    }
    fragment Origin on Commit { author { user { login } } signature { isValid wasSignedByGitHub } }
  `;
  const variables = { owner, name, ...Object.fromEntries(oids.map((oid, index) => [`oid${index}`, oid])) };
  const { viewer, repository: found } = await github.query<OriginsResponse>(document, variables);
  return oids.filter((_, index) => {
    const origin = found[`commit${index}`];
    return origin !== null && origin !== undefined && isOwnCommit(origin, viewer.login);
  });
}
