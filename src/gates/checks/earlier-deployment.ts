import { provesVersion, readTrailer } from '../../gitops/commit-message.ts';
import type { GateSubject } from '../gate.ts';
import { type OwnDeployment, readOwnDeployments } from './own-deployments.ts';

/**
 * Returns the newest commit of the values file that deployed the same image, if a commit deployed its version with a proof;
 * `undefined` if none did.
 */
export async function findEarlierDeployment(subject: GateSubject, digest: string): Promise<OwnDeployment | undefined> {
  const { version } = subject.request;
  let same: OwnDeployment | undefined;
  let isProved = false;
  for await (const deployment of readOwnDeployments(subject)) {
    if (deployment.commit !== version.commit) continue;
    const { message } = deployment;
    isProved ||= provesVersion(message);
    if (deployment.digest === digest && readTrailer(message, 'Break-Glass') === undefined) same ??= deployment;
    if (isProved && same !== undefined) return same;
  }
  return undefined;
}
