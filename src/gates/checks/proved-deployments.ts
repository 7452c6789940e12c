import { provesVersion, readDeployed, readTrailer } from '../../gitops/commit-message.ts';
import { readDeploymentHistory } from '../../gitops/deployment-history.ts';
import type { GateSubject } from '../gate.ts';

/**
 * Returns the commits of this repository that the values file deployed with a proof, the newest deployment first. Only commits
 * that GitHub's API made for the account of `gitops-token` count.
 */
export async function listProvedDeployments({ clients, request, file }: GateSubject): Promise<readonly string[]> {
  const { version, target } = request;
  const proved = new Set<string>();
  for await (const { isOwn, message } of readDeploymentHistory(clients.gitops, target.location, file.head)) {
    const deployed = readDeployed(message)?.commit;
    const isOther = readTrailer(message, 'Source-Repository') !== version.sourceRepository;
    if (deployed === undefined || !isOwn || isOther || !provesVersion(message)) continue;
    proved.add(deployed);
  }
  return [...proved];
}
