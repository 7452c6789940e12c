import { emptyProof } from '../approval/proof.ts';
import { readTarget } from '../gitops/read-target.ts';
import type { DeploymentRequest, ReadingClients } from '../gitops/request.ts';
import { permitWrites } from '../write-permission.ts';
import { readNewestCommit } from './checks/newest.ts';
import type { FoundImage, Gate, GateSubject } from './gate.ts';
import { GatedError } from './gated-error.ts';
import { GATES } from './gates.ts';
import { prefetchAnswers } from './prefetch.ts';
import type { ApprovedDeployment, GateDecision, GateFacts, GateVerdict } from './verdict.ts';

/**
 * Asks the gates that apply, and ends at the first that stops the deployment.
 * @param earlier the last decision, on this head or an older one: gates whose answers still hold are not asked again
 * @throws GatedError around the UserError of the gate that rejects the request
 */
export async function evaluateGates(
  subject: GateSubject,
  earlier?: ApprovedDeployment,
  gates: readonly Gate[] = GATES,
): Promise<GateDecision> {
  const { file } = subject;
  let facts: GateFacts = earlier ?? nothingKnown(subject.request.version.commit);
  const verdicts: GateVerdict[] = [];
  for (const gate of gates) {
    const kept = earlier && findHolding(gate, earlier, subject, facts);
    if (kept !== undefined) verdicts.push(kept);
    if (kept !== undefined || !gate.appliesTo(subject)) continue;
    const { answer, facts: found, stop } = await askGate(gate, subject, facts, verdicts);
    verdicts.push({ gate: gate.name, question: gate.question, answer, stops: stop !== undefined });
    if (stop !== undefined) return { ...stop, file, verdicts };
    facts = { ...facts, ...found };
  }
  return { ...facts, outcome: 'deployable', file, verdicts, permission: permitWrites() };
}

/** Returns the earlier verdict of a gate if it holds for this subject too. */
function findHolding(
  { name, recheckAfterConflict }: Gate,
  earlier: ApprovedDeployment,
  { file }: GateSubject,
  { previousTag }: GateFacts,
): GateVerdict | undefined {
  const isSameHead = file.head === earlier.file.head;
  const isAboutTag = recheckAfterConflict === 'other-tag' && previousTag === earlier.previousTag;
  const holds = isSameHead || isAboutTag || recheckAfterConflict === 'never';
  return holds ? earlier.verdicts.find(({ gate }) => gate === name) : undefined;
}

async function askGate(gate: Gate, subject: GateSubject, facts: GateFacts, verdicts: readonly GateVerdict[]) {
  try {
    return await gate.check(subject, facts);
  } catch (error) {
    throw new GatedError(error, verdicts, gate.question);
  }
}

function nothingKnown(commit: string): GateFacts {
  return {
    previousTag: null,
    previousDigest: null,
    order: { order: 'unknown' },
    digest: '',
    proof: emptyProof(commit),
    provedBy: undefined,
  };
}

/**
 * Reads what the gates need, then asks them. `image`: for an operation that needs its image from the start.
 * @throws GatedError around the UserError of the gate that rejects the request
 */
export async function evaluateRequest(
  clients: ReadingClients,
  request: DeploymentRequest,
  image?: FoundImage,
): Promise<GateDecision> {
  const { operation, version } = request;
  const needsNewest = operation.kind === 'resume' && operation.newestOnly;
  const [file, prefetched, newest] = await Promise.all([
    readTarget(clients.gitops, request.target),
    prefetchAnswers(clients.source, request),
    needsNewest ? readNewestCommit(clients.source, version.sourceRepository) : undefined,
  ]);
  return evaluateGates({
    clients,
    request,
    file,
    ...(prefetched === undefined ? {} : { prefetched }),
    ...(newest === undefined ? {} : { newest }),
    ...(image === undefined ? {} : { image }),
  });
}

/**
 * Reads the branch again after another writer committed, and asks the gates whose answers no longer hold.
 * @throws GatedError around the UserError of the gate that rejects the request
 */
export async function reevaluateGates(
  clients: ReadingClients,
  request: DeploymentRequest,
  earlier: ApprovedDeployment,
): Promise<GateDecision> {
  const file = await readTarget(clients.gitops, request.target, { overtaken: true });
  return evaluateGates({ clients, request, file }, earlier);
}
