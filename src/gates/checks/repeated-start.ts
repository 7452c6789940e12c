import { provesVersion, readTrailer, repeatsVersion } from '../../gitops/commit-message.ts';
import { type CommitOrder, compareWithDeployed } from '../../gitops/commit-order.ts';
import type { GateSubject } from '../gate.ts';
import { readOwnDeployments } from './own-deployments.ts';

/**
 * Returns where the proof of a deployment starts that repeats the deployed version: at that version, if it was deployed with
 * a proof, and otherwise where its deployment by break-glass started. `unknown` if the history names neither.
 * @throws GitHubError
 */
export async function findRepeatedStart(subject: GateSubject): Promise<CommitOrder> {
  const { clients, request } = subject;
  const { version } = request;
  let brought: string | undefined;
  for await (const { commit, message } of readOwnDeployments(subject)) {
    if (commit !== version.commit) continue;
    if (provesVersion(message)) return { order: 'same', deployed: commit };
    if (!repeatsVersion(message)) brought ??= message;
  }
  if (brought === undefined) return { order: 'unknown' };
  const before = readTrailer(brought, 'Previous-Tag') ?? null;
  return compareWithDeployed(clients.source, before, version, { allowUnknown: true });
}
