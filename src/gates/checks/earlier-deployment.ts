import type { FileRevision } from '../../github/gitops/values-file.ts';
import { provesVersion, readDeployed, readTrailer } from '../../gitops/commit-message.ts';
import { readDeploymentHistory } from '../../gitops/deployment-history.ts';
import type { GateSubject } from '../gate.ts';

/**
 * Returns the newest commit of the values file that deployed the same image with a proof; `undefined` if none did.
 * Only commits that GitHub's API made for the account of `gitops-token` count.
 */
export async function findEarlierDeployment(
  { clients, request, file }: GateSubject,
  digest: string,
): Promise<FileRevision | undefined> {
  const { version, target } = request;
  for await (const { isOwn, ...revision } of readDeploymentHistory(clients.gitops, target.location, file.head)) {
    const has = (key: string, value: string | undefined) => readTrailer(revision.message, key) === value;
    const deployed = readDeployed(revision.message);
    const isSame =
      has('Source-Repository', version.sourceRepository) &&
      deployed?.commit === version.commit &&
      deployed.digest === digest;
    if (isOwn && isSame && provesVersion(revision.message)) return revision;
  }
  return undefined;
}
