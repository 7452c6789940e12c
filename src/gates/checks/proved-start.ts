import { findAncestor } from '../../github/repository/commit.ts';
import { compareCommits } from '../../github/repository/compare.ts';
import { readDeployed, readTrailer } from '../../gitops/commit-message.ts';
import type { CommitOrder } from '../../gitops/commit-order.ts';
import { readDeploymentHistory } from '../../gitops/deployment-history.ts';
import type { GateSubject } from '../gate.ts';

/**
 * Returns the commits since the newest older version that was deployed with a proof, for a commit that cannot be proved from
 * the deployed one: a rollback, or a tag that names no commit. `undefined` if the values file has no such deployment. Only
 * commits that GitHub's API made for the account of `gitops-token` count.
 */
export async function findProvedStart({ clients, request, file }: GateSubject): Promise<CommitOrder | undefined> {
  const { version, target } = request;
  const { sourceRepository: repository, commit } = version;
  const proved = new Set<string>();
  for await (const { isOwn, message } of readDeploymentHistory(clients.gitops, target.location, file.head)) {
    const deployed = readDeployed(message)?.commit;
    const isOther = readTrailer(message, 'Source-Repository') !== repository;
    if (deployed === undefined || !isOwn || isOther || readTrailer(message, 'Break-Glass') !== undefined) continue;
    proved.add(deployed);
  }
  proved.delete(commit);
  if (proved.size === 0) return undefined;
  const deployed = await findAncestor(clients.source, repository, commit, proved);
  if (deployed === undefined) return undefined;
  const { status, commits, messages } = await compareCommits(clients.source, repository, deployed, commit);
  return status === 'ahead' ? { order: 'newer', deployed, commits, messages } : undefined;
}
