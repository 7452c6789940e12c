import type { GitHubReader } from '../github/api/client.ts';
import { findOwnCommits } from '../github/gitops/own-commits.ts';
import { holdPath } from './hold-file.ts';
import type { ValuesTarget } from './request.ts';

/**
 * Returns which commits of the source repository are deployments of this target, where DAGs and values share a
 * repository: they changed only the files of the target, through GitHub's API, for the account of `gitops-token`.
 */
export async function findDeploymentCommits(
  gitops: GitHubReader,
  sourceRepository: string,
  { location, edits }: Pick<ValuesTarget, 'location' | 'edits'>,
  commits: readonly string[],
): Promise<ReadonlySet<string>> {
  const { repository, path } = location;
  if (repository.toLowerCase() !== sourceRepository.toLowerCase() || commits.length === 0) return new Set();
  const files = new Set([path, holdPath(path), ...edits.flatMap(({ file }) => file ?? [])]);
  return findOwnCommits(gitops, repository, commits, files);
}
