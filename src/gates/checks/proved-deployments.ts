import { inheritsFrom, provesVersion } from '../../gitops/commit-message.ts';
import type { GateSubject } from '../gate.ts';
import { type OwnDeployment, readOwnDeployments } from './own-deployments.ts';

/** Returns the commits of this repository that the values file deployed with a proof, the newest deployment first. */
export async function listProvedDeployments(subject: GateSubject): Promise<readonly string[]> {
  const all: OwnDeployment[] = [];
  for await (const deployment of readOwnDeployments(subject)) all.unshift(deployment);
  const proved = new Set<string>();
  const inOrder = all.filter(({ commit, message }) => {
    const isProved = provesVersion(message) || proved.has(inheritsFrom(message) ?? '');
    if (isProved) proved.add(commit);
    return isProved;
  });
  return [...new Set(inOrder.toReversed().map(({ commit }) => commit))];
}
