import { provesVersion } from '../../gitops/commit-message.ts';
import type { GateSubject } from '../gate.ts';
import { readOwnDeployments } from './own-deployments.ts';

/** Returns the commits of this repository that the values file deployed with a proof, the newest deployment first. */
export async function listProvedDeployments(subject: GateSubject): Promise<readonly string[]> {
  const proved = new Set<string>();
  for await (const { commit, message } of readOwnDeployments(subject)) {
    if (provesVersion(message)) proved.add(commit);
  }
  return [...proved];
}
