import type { GitHub, GitHubReader } from '../../github/api/client.ts';
import { findHealthRecords, type HealthRecords, writeHealthRecord } from '../../github/gitops/health-records.ts';
import type { ValuesFileLocation } from '../../github/gitops/values-file.ts';

/** Returns the name of the commit status that says that a deployment of a values file was seen healthy. */
function healthContext({ path }: Pick<ValuesFileLocation, 'path'>): string {
  return `flux-airflow/healthy: ${path}`;
}

/**
 * Records on the GitOps commit that its deployment was followed to its healthy end.
 * @throws GitHubError
 */
export function recordSeenHealthy(
  gitops: GitHub,
  location: ValuesFileLocation,
  { commit, tag, run }: { readonly commit: string; readonly tag: string; readonly run: string },
): Promise<void> {
  const description = `${tag} was rolled out and seen healthy`;
  return writeHealthRecord(gitops, location.repository, commit, {
    context: healthContext(location),
    description,
    url: run,
  });
}

/**
 * Returns which GitOps commits of a values file have a record that counts.
 * @throws GitHubError
 */
export function findSeenHealthy(
  gitops: GitHubReader,
  location: ValuesFileLocation,
  commits: readonly string[],
): Promise<HealthRecords> {
  return findHealthRecords(gitops, location.repository, commits, healthContext(location));
}
