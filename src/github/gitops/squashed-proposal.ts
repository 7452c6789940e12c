import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';
import { isOwnCommit, type SignedCommit } from './own-commit.ts';

/** The commit that a pull request proposed, before GitHub squashed it. */
export interface ProposedCommit {
  readonly message: string;
  /** Whether the account of this token made it through GitHub's API. */
  readonly isOwn: boolean;
}

interface FileAt {
  readonly file: { readonly oid: string } | null;
}

interface ProposedResponse {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly merged: FileAt | null;
    readonly pullRequest: {
      readonly mergeCommit: { readonly oid: string } | null;
      readonly commits: {
        readonly nodes: readonly { readonly commit: SignedCommit & FileAt & { readonly message: string } }[];
      };
    } | null;
  };
}

const READ_PROPOSED = /* GraphQL */ `
  query ReadProposedCommit($owner: String!, $name: String!, $number: Int!, $oid: GitObjectID!, $path: String!) {
    viewer { login }
    repository(owner: $owner, name: $name) {
      merged: object(oid: $oid) { ... on Commit { file(path: $path) { oid } } }
      pullRequest(number: $number) {
        mergeCommit { oid }
        commits(last: 1) {
          nodes { commit { message author { user { login } } signature { isValid wasSignedByGitHub } file(path: $path) { oid } } }
        }
      }
    }
  }
`;

/**
 * Returns the last commit of the pull request that GitHub squashed into a commit, if the file is the same in both;
 * otherwise `undefined`. The squashed commit may have lost the message.
 * @throws GitHubError
 */
export async function readProposedCommit(
  github: GitHubReader,
  repository: string,
  { oid, number, path }: { readonly oid: string; readonly number: number; readonly path: string },
): Promise<ProposedCommit | undefined> {
  const { owner, name } = splitRepository(repository);
  const variables = { owner, name, number, oid, path };
  const { viewer, repository: found } = await github.query<ProposedResponse>(READ_PROPOSED, variables);
  const proposed = found.pullRequest?.commits.nodes[0]?.commit;
  const isSame = proposed?.file !== null && proposed?.file?.oid === found.merged?.file?.oid;
  if (proposed === undefined || found.pullRequest?.mergeCommit?.oid !== oid || !isSame) return undefined;
  return { message: proposed.message, isOwn: isOwnCommit(proposed, viewer.login) };
}
