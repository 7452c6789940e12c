import type { GitHubReader } from '../github/api/client.ts';
import { isGitHubError } from '../github/api/errors.ts';
import { readFileHistory, type SignedRevision } from '../github/gitops/file-history.ts';
import { type ProposedCommit, readProposedCommit } from '../github/gitops/squashed-proposal.ts';
import type { ValuesFileLocation } from '../github/gitops/values-file.ts';
import { readDeployed } from './commit-message.ts';

/** A headline with a tag that names a commit, and the pull request that GitHub squashed. */
const SQUASHED = /[0-9a-f]{40}\b.*\(#(\d+)\)$/;

/**
 * Reads the commits of a values file as `readFileHistory` does. A squash of a proposal that lost its trailers gets the
 * message of the proposed commit.
 */
export async function* readDeploymentHistory(
  gitops: GitHubReader,
  location: ValuesFileLocation,
  head: string,
): AsyncGenerator<SignedRevision> {
  for await (const revision of readFileHistory(gitops, location, head)) {
    const proposed = revision.isOwn ? await findProposed(gitops, location, revision) : undefined;
    yield proposed === undefined ? revision : { ...revision, message: proposed.message, isOwn: proposed.isOwn };
  }
}

/** Returns the commit of a proposal that a squash without trailers came from; `undefined` for any other commit. */
export async function findProposed(
  gitops: GitHubReader,
  { repository, path }: Pick<ValuesFileLocation, 'repository' | 'path'>,
  { oid, message }: { readonly oid: string; readonly message: string },
): Promise<ProposedCommit | undefined> {
  const [, number] = SQUASHED.exec(message.split('\n', 1)[0] ?? '') ?? [];
  if (number === undefined || readDeployed(message) !== undefined) return undefined;
  try {
    return await readProposedCommit(gitops, repository, { oid, number: Number(number), path });
  } catch (error) {
    if (isGitHubError(error, 'permission', 'not-found', 'token')) return undefined;
    throw error;
  }
}
