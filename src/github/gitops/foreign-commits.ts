import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';
import { isOwnCommit, type SignedCommit } from './own-commit.ts';

/** A commit on the branch of a proposal that no deployment made. */
export interface ForeignCommit {
  readonly oid: string;
  readonly url: string;
  readonly headline: string;
  /** A login, or the name in the commit. */
  readonly author: string;
}

interface HistoryNode extends SignedCommit {
  readonly oid: string;
  readonly url: string;
  readonly messageHeadline: string;
  readonly author: { readonly name: string | null; readonly user: { readonly login: string } | null } | null;
  readonly parents: { readonly totalCount: number };
}

interface BranchResponse {
  readonly viewer: { readonly login: string };
  readonly repository: { readonly object: { readonly history?: { readonly nodes: readonly HistoryNode[] } } | null };
}

/** Commits of other people on the branch that are looked at. */
const MAX_COMMITS = 20;

const READ_BRANCH = /* GraphQL */ `
  query ReadProposedCommits($owner: String!, $name: String!, $head: GitObjectID!, $first: Int!) {
    viewer { login }
    repository(owner: $owner, name: $name) {
      object(oid: $head) {
        ... on Commit {
          history(first: $first) {
            nodes { oid url messageHeadline parents { totalCount } author { name user { login } } signature { isValid wasSignedByGitHub } }
          }
        }
      }
    }
  }
`;

/**
 * Returns the commits that people added to a proposal, newest first: those above the commit that this token's account
 * made through the API. If people replaced that commit, returns the head alone. Merges of the base branch
 * add nothing of their own.
 */
export async function readForeignCommits(
  github: GitHubReader,
  repository: string,
  head: string,
): Promise<ForeignCommit[]> {
  const { owner, name } = splitRepository(repository);
  const variables = { owner, name, head, first: MAX_COMMITS };
  const { viewer, repository: found } = await github.query<BranchResponse>(READ_BRANCH, variables);
  const nodes = found.object?.history?.nodes ?? [];
  const own = nodes.findIndex((node) => isOwnCommit(node, viewer.login));
  return nodes
    .slice(0, own < 0 ? 1 : own)
    .filter(({ parents }) => parents.totalCount < 2)
    .map(({ oid, url, messageHeadline: headline, author }) => {
      return { oid, url, headline, author: author?.user?.login ?? author?.name ?? 'unknown' };
    });
}
