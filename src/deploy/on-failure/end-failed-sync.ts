import { ArgoCd, type ArgoCdOptions } from '../../argocd/argocd.ts';
import type { GitHubReader } from '../../github/api/client.ts';
import { compareCommits } from '../../github/repository/compare.ts';
import { endSync, GRANT_SYNC } from '../rollout/end-sync.ts';
import type { CommittedRollback } from './committed-rollback.ts';

/**
 * Ends the sync of the failed version if it still runs: it may wait for pods that never start, and Argo CD applies no other
 * commit before it has ended. A sync of any other commit goes on. Returns what a person has to grant if the account may not
 * do that.
 */
export async function endFailedSync(
  gitops: GitHubReader,
  options: ArgoCdOptions,
  back: CommittedRollback,
): Promise<string | undefined> {
  const end = await endSync(new ArgoCd(options), back.failed, (revisions) => isOfFailed(gitops, back, revisions));
  return end === 'forbidden' ? GRANT_SYNC : undefined;
}

/** Returns whether a sync is that of the failed commit, or of a later one before the rollback, which has the same tag. */
async function isOfFailed(
  gitops: GitHubReader,
  { request, committed, failedCommit }: CommittedRollback,
  revisions: readonly string[],
): Promise<boolean> {
  const { repository } = request.target.location;
  for (const revision of revisions) {
    if (revision === failedCommit) return true;
    const { status } = await compareCommits(gitops, repository, failedCommit, revision);
    if (status !== 'ahead') continue;
    if ((await compareCommits(gitops, repository, committed.commit, revision)).status === 'behind') return true;
  }
  return false;
}
