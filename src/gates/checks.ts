import { assertOperator } from '../approval/operator.ts';
import { emptyProof, type Proof } from '../approval/proof.ts';
import { verify } from '../approval/verify.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import { type CommitOrder, compareWithDeployed } from '../gitops/commit-order.ts';
import { formatHold } from '../gitops/hold-file.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import { crossCheckTarget, type DeployedNow, rejectEncryptedTargets } from '../gitops/target.ts';
import type { NotDeployed } from './verdict.ts';

/**
 * Returns what the file deploys now, after checking that it is this image's file and that a new tag takes effect there.
 * @throws UserError `wrong-target`, `digest-overrides-tag`, `key-overridden`, `sops-encrypted`, `values-…`
 */
export function checkTarget(file: ValuesFile, request: DeploymentRequest): DeployedNow {
  const { target, image, repositoryKey, pinDigest, digestKey, gateLog } = request;
  const now = crossCheckTarget(file, target.path, image, request);
  rejectEncryptedTargets(file, target.path, request);
  gateLog.set(
    'target',
    `${repositoryKey} of ${target.path} is ${image}; ${pinDigest ? 'pins' : 'nothing in'} ${digestKey}`,
  );
  return now;
}

/**
 * Whether the commit is newer than what is deployed.
 * @throws UserError `deployed-unknown` or `deployed-diverged` unless allowed
 */
export async function checkOrder(
  { source }: Clients,
  request: DeploymentRequest,
  deployed: string | null,
): Promise<CommitOrder> {
  const { sourceRepository: repository, commit, gateLog } = request;
  const commitOrder = await compareWithDeployed(deployed, { ...request, github: source, repository });
  const count =
    commitOrder.order === 'newer'
      ? `, by ${commitOrder.commits.length} ${commitOrder.commits.length === 1 ? 'commit' : 'commits'}`
      : '';
  gateLog.set('order', `${commit.slice(0, 7)} is ${ORDERS[commitOrder.order]} ${deployed ?? 'no tag'}${count}`);
  return commitOrder;
}

/** Between a commit and a tag, in words. */
export const ORDERS: Readonly<Record<CommitOrder['order'], string>> = {
  newer: 'newer than',
  same: 'the same as',
  older: 'older than',
  unknown: 'not known to be newer than',
};

/** The verdict of a hold; `undefined` where none stands, or this run is to lift it. */
export function checkHold(
  file: ValuesFile,
  request: DeploymentRequest,
  previousTag: string | null,
): NotDeployed | undefined {
  const { hold } = file;
  const { operation, gateLog, target } = request;
  gateLog.set(
    'hold',
    hold === undefined ? `there is no ${target.path}.hold` : `${target.path}.hold: ${formatHold(hold)}`,
  );
  if (hold === undefined || operation.kind === 'resume') return undefined;
  return { outcome: 'held', file, previousTag, hold };
}

/**
 * Whoever rolls back or resumes may approve, by the rules of what is deployed.
 * @throws UserError `operator-not-allowed`
 */
export async function checkOperator(
  { source }: Clients,
  request: DeploymentRequest,
  commitOrder: CommitOrder,
): Promise<void> {
  const { sourceRepository: repository, actor, commit, gateLog } = request;
  const rulesAt = commitOrder.order === 'unknown' ? commit : commitOrder.deployed;
  await assertOperator({ ...request, github: source, repository, rulesAt });
  gateLog.set('operator', `@${actor} may ask for it`);
}

/**
 * Who approved what the deployment brings. A hold is lifted from what is deployed without asking again how that was
 * approved.
 * @throws UserError or OutageError, as `verify` does
 */
export async function checkApproval(
  { source }: Clients,
  request: DeploymentRequest,
  commitOrder: CommitOrder,
): Promise<Proof> {
  const {
    commit,
    approvers,
    allowStaleApproval,
    breakGlass,
    gateLog,
    operation,
    sourceRepository: repository,
  } = request;
  const isNewer = commitOrder.order === 'newer';
  if (operation.kind === 'resume' && commitOrder.order === 'same') return emptyProof(commit);
  const proof = await verify({
    github: source,
    repository,
    commit,
    commits: commitsToProve(request, isNewer ? commitOrder.commits : [commit]),
    rulesAt: isNewer ? commitOrder.deployed : `${commit}^`,
    approvers,
    allowStaleApproval,
    ...(breakGlass === undefined ? {} : { breakGlass }),
  });
  gateLog.set('proof', describeProof(proof));
  return proof;
}

/** Those between the deployed commit and this one, oldest first; before them what else the push brought that it came by. */
function commitsToProve({ push, commit }: DeploymentRequest, between: readonly string[]): readonly string[] {
  const known = new Set(between);
  return push?.after === commit ? [...push.commits.filter((oid) => !known.has(oid)), ...between] : between;
}

/** A proof in a line, as the guards show it. */
export function describeProof({ pullRequests, brokenGlass }: Proof): string {
  if (brokenGlass !== undefined) return `BREAK-GLASS by @${brokenGlass.by}: ${brokenGlass.reason}`;
  const all = pullRequests.map(
    ({ number, approvals }) => `#${number} by ${approvals.map(({ author }) => `@${author}`).join(', ')}`,
  );
  return all.length === 0 ? 'nothing to prove' : `approved: ${all.join('; ')}`;
}
