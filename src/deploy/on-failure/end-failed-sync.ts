import { setTimeout as sleep } from 'node:timers/promises';
import { info } from '@actions/core';
import { ArgoCd, type ArgoCdOptions } from '../../argocd/argocd.ts';
import { ArgoCdError } from '../../argocd/errors.ts';
import { readApplicationState } from '../../argocd/state.ts';
import type { GitHubReader } from '../../github/api/client.ts';
import { compareCommits } from '../../github/repository/compare.ts';
import { formatError, translate } from '../../translate/translate.ts';
import type { CommittedRollback } from './committed-rollback.ts';

const ATTEMPTS = 3;
const PAUSE_MS = 1_000;

/**
 * Ends the sync of the failed version if it still runs: it may wait for pods that never start, and Argo CD applies no other
 * commit before it has ended. A sync of any other commit goes on. Returns what a person has to grant if the account may not
 * do that. An error of a service is only logged, because the restored version is followed in any case.
 */
export async function endFailedSync(
  gitops: GitHubReader,
  options: ArgoCdOptions,
  back: CommittedRollback,
): Promise<string | undefined> {
  const argocd = new ArgoCd(options);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      // Each attempt looks first: after a lost answer, the running sync may be that of the rollback.
      const { operation } = readApplicationState(await argocd.look({ refresh: false }));
      if (operation?.phase !== 'Running' || !(await isOfFailed(gitops, back, operation.revisions))) return undefined;
      await argocd.endOperation();
      info(`Ended the sync of ${back.failed} in Argo CD, because no other commit is applied before it has ended.`);
      return undefined;
    } catch (thrown) {
      const error = translate(thrown);
      info(`Could not end the sync of ${back.failed}: ${formatError(error)}`);
      if (thrown instanceof ArgoCdError && thrown.kind === 'application') return GRANT_SYNC;
      if (attempt < ATTEMPTS) await sleep(PAUSE_MS);
    }
  }
  return undefined;
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

const GRANT_SYNC =
  'Grant the account of argocd-token the right sync for the Application, so that a run ends the sync of what it rolls back.';
