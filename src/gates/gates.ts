import type { ValuesFile } from '../github/gitops/values-file.ts';
import { readTarget } from '../gitops/read-target.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import { checkApproval, checkHold, checkOperator, checkOrder, checkTarget } from './checks.ts';
import { assertNewestCommit } from './newest-commit.ts';
import type { ApprovedDeployment, GateDecision } from './verdict.ts';

/**
 * Reads the target and asks every guard: right file, newer than what is deployed, no hold, proved to be approved.
 * @throws UserError of the guard that refuses
 */
export async function evaluateGates(clients: Clients, request: DeploymentRequest): Promise<GateDecision> {
  const { operation, sourceRepository, commit } = request;
  const isNewest = operation.kind === 'resume' && operation.newestOnly;
  const [file] = await Promise.all([
    readTarget(clients.gitops, request),
    isNewest ? assertNewestCommit(clients.source, sourceRepository, commit) : undefined,
  ]);
  return evaluateFile(clients, request, file);
}

/**
 * Asks every guard again after somebody else committed. While the same tag is deployed, order and proof are what they
 * were: they are about commits, which do not change.
 * @throws UserError of the guard that refuses
 */
export async function reevaluateGates(
  clients: Clients,
  request: DeploymentRequest,
  before: ApprovedDeployment,
): Promise<GateDecision> {
  const file = await readTarget(clients.gitops, request, { overtaken: true });
  const { tag: previousTag, digest: previousDigest } = checkTarget(file, request);
  if (previousTag !== before.previousTag) return evaluateFile(clients, request, file);
  return checkHold(file, request, previousTag) ?? { ...before, file, previousDigest };
}

async function evaluateFile(clients: Clients, request: DeploymentRequest, file: ValuesFile): Promise<GateDecision> {
  const { tag: previousTag, digest: previousDigest } = checkTarget(file, request);
  const commitOrder = await checkOrder(clients, request, previousTag);
  const { order } = commitOrder;
  if (request.operation.kind === 'resume') await checkOperator(clients, request, commitOrder);
  if (previousTag !== null && order === 'same' && !mayDiffer(request, file)) {
    return { outcome: 'unchanged', file, previousTag };
  }
  if (previousTag !== null && order === 'older') return { outcome: 'skipped', file, previousTag };
  const held = checkHold(file, request, previousTag);
  if (held !== undefined) return held;
  const proof = await checkApproval(clients, request, commitOrder);
  return { outcome: 'deployable', file, previousTag, previousDigest, proof };
}

/** Whether there may be something to commit although the tag is deployed already. */
function mayDiffer({ pinDigest, edits, operation }: DeploymentRequest, { hold }: ValuesFile): boolean {
  return pinDigest || edits.length > 0 || (operation.kind === 'resume' && hold !== undefined);
}
