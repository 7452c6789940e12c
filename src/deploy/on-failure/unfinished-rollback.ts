import { readFileHistory } from '../../github/gitops/file-history.ts';
import { readDeployed, readTrailer } from '../../gitops/commit-message.ts';
import { readTarget } from '../../gitops/read-target.ts';
import type { FollowingRun } from '../following-run.ts';
import type { Deployed } from '../result.ts';
import type { CommittedRollback } from './committed-rollback.ts';

/**
 * Returns the rollback of this version that an earlier run committed, if it is still the last change of the values file: that
 * run may have been killed before it followed and reported it. Otherwise `undefined`.
 * @throws GitHubError
 */
export async function findUnfinishedRollback(
  { clients: { gitops }, options: { request } }: FollowingRun,
  { outcome }: Pick<Deployed, 'outcome'>,
): Promise<CommittedRollback | undefined> {
  const { version, target, delivery } = request;
  if (outcome !== 'held' || delivery.dryRun) return undefined;
  const { head } = await readTarget(gitops, { ...target, edits: [], baseFiles: [] });
  const { value: last } = await readFileHistory(gitops, target.location, head).next();
  if (last === undefined || !last.isOwn) return undefined;
  const { oid: commit, url, message } = last;
  const read = (key: string) => readTrailer(message, key);
  const deployed = readDeployed(message);
  const failedCommit = read('Failed-Commit');
  const isOfVersion = read('Operation') === 'rollback' && read('Previous-Tag') === version.tag;
  if (!isOfVersion || failedCommit === undefined || deployed === undefined) return undefined;
  const tag = `${version.tagPrefix}${deployed.commit}`;
  const reason = read('Reason') ?? '';
  return {
    request: { ...request, version: { ...version, tag, commit: deployed.commit } },
    committed: { commit, url, tag, digest: deployed.digest, isRerun: true },
    failed: version.tag,
    failedCommit,
    evidence: reason.replace(`${version.tag} failed: `, ''),
    deployed: undefined,
  };
}
