import { inheritsFrom, provesVersion, readTrailer, repeatsVersion } from '../../gitops/commit-message.ts';
import { type CommitOrder, compareWithDeployed } from '../../gitops/commit-order.ts';
import type { GateSubject } from '../gate.ts';
import { readOwnDeployments } from './own-deployments.ts';

/**
 * Returns where the proof of a deployment starts that repeats the deployed version: at that version, if it was deployed with
 * a whole proof, and otherwise where its first deployment started; `undefined` if the history names neither.
 * @throws GitHubError
 */
export async function findRepeatedStart(subject: GateSubject): Promise<CommitOrder | undefined> {
  const { clients, request } = subject;
  const { version } = request;
  // The versions of which one has to be proved: the deployed one, and those whose proof it inherits.
  const wanted = new Set([version.commit]);
  let brought: string | undefined;
  for await (const { commit, message } of readOwnDeployments(subject)) {
    if (!wanted.has(commit)) continue;
    if (provesVersion(message) && isWholeProof(message)) return { order: 'same', deployed: version.commit };
    const inherited = inheritsFrom(message);
    if (inherited !== undefined) wanted.add(inherited);
    if (commit === version.commit && !repeatsVersion(message)) brought ??= message;
  }
  if (brought === undefined) return undefined;
  const before = readTrailer(brought, 'Previous-Tag') ?? null;
  return compareWithDeployed(clients.source, before, version, { allowUnknown: true });
}

/** Returns whether a proof leaves nothing out. A rollback does not repeat what the earlier proof left out, so it does not count. */
function isWholeProof(message: string): boolean {
  return ['Not-Proved', 'Proved-By'].every((key) => readTrailer(message, key) === undefined);
}
