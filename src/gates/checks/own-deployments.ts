import type { FileRevision } from '../../github/gitops/values-file.ts';
import { readDeployed, readTrailer } from '../../gitops/commit-message.ts';
import { readDeploymentHistory } from '../../gitops/deployment-history.ts';
import type { GateSubject } from '../gate.ts';

/** A commit of the values file that deployed a version of the repository to deploy from. */
export interface OwnDeployment extends FileRevision {
  /** What it deployed. */
  readonly commit: string;
  readonly digest: string;
}

/**
 * Reads the deployments of the repository in the history of the values file, the newest first. Only commits that GitHub's
 * API made for the account of `gitops-token` count.
 */
export async function* readOwnDeployments({ clients, request, file }: GateSubject): AsyncGenerator<OwnDeployment> {
  const { version, target } = request;
  for await (const { isOwn, ...revision } of readDeploymentHistory(clients.gitops, target.location, file.head)) {
    const deployed = readDeployed(revision.message);
    const isOther = readTrailer(revision.message, 'Source-Repository') !== version.sourceRepository;
    if (isOwn && !isOther && deployed !== undefined) yield { ...revision, ...deployed };
  }
}
