import { inheritsFrom, provesVersion, readTrailer } from '../../gitops/commit-message.ts';
import type { GateSubject } from '../gate.ts';
import { type OwnDeployment, readOwnDeployments } from './own-deployments.ts';

/**
 * Returns the newest commit of the values file that deployed the same image, if a commit deployed its version with a proof;
 * `undefined` if none did.
 */
export async function findEarlierDeployment(subject: GateSubject, digest: string): Promise<OwnDeployment | undefined> {
  // The versions of which one has to be proved: that of the image, and those whose proof it inherits.
  const wanted = new Set([subject.request.version.commit]);
  let same: OwnDeployment | undefined;
  let isProved = false;
  for await (const deployment of readOwnDeployments(subject)) {
    const { commit, message } = deployment;
    if (!wanted.has(commit)) continue;
    isProved ||= provesVersion(message);
    const inherited = inheritsFrom(message);
    if (inherited !== undefined) wanted.add(inherited);
    const isSame = commit === subject.request.version.commit && deployment.digest === digest;
    if (isSame && readTrailer(message, 'Break-Glass') === undefined) same ??= deployment;
    if (isProved && same !== undefined) return same;
  }
  return undefined;
}
