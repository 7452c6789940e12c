import { emptyProof, type Proof } from '../../approval/proof.ts';
import { describeApproval } from '../../attestation/verify-approval.ts';
import { type CommitOrder, compareWithDeployed } from '../../gitops/commit-order.ts';
import { listCommitsToProve, proveCommits } from '../../gitops/prove-commits.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';
import { findEarlierDeployment } from './earlier-deployment.ts';
import { findProvedStart } from './proved-start.ts';

/**
 * Proves that the commits of the deployment were approved. Holding the deployed version, or lifting its hold, needs no
 * proof.
 * @throws GitHubError or UserError, as `proveCommits` does; `deployed-unknown`, `deployed-diverged` for a rollback
 */
export async function checkApproval(
  subject: GateSubject,
  { previousTag, order, digest, attested }: Pick<GateFacts, 'previousTag' | 'order' | 'digest' | 'attested'>,
): Promise<GateAnswer> {
  const { clients, request, prefetched } = subject;
  const { operation, version, allowUnknownDeployed: allowUnknown } = request;
  const nothing = emptyProof(version.commit);
  if (operation.kind !== 'deploy' && order.order === 'same') {
    return { answer: `no approval needed: ${version.tag} is deployed`, facts: { proof: nothing, provedBy: undefined } };
  }
  if (operation.kind === 'rollback') {
    const isSigned = attested !== undefined && attested.approval.breakGlass === undefined;
    if (isSigned) return { answer: describeApproval(attested), facts: { proof: nothing, provedBy: undefined } };
    const provedBy = await findEarlierDeployment(subject, digest);
    const answer = `${provedBy?.oid.slice(0, 7)} deployed the same image with an approval`;
    if (provedBy !== undefined) return { answer, facts: { proof: nothing, provedBy } };
    if (['unknown', 'diverged'].includes(order.order))
      await compareWithDeployed(clients.source, previousTag, version, { allowUnknown });
  }
  const from = await chooseStart(subject, order);
  const brought = await listCommitsToProve(clients, request, from, request.run.push);
  if (brought.commits.length === 0 && previousTag !== null) {
    const answer = `no approval needed: there are only commits of deployments since ${previousTag}`;
    return operation.kind === 'deploy'
      ? { answer, stop: { outcome: 'unchanged', previousTag } }
      : { answer, facts: { proof: nothing, provedBy: undefined } };
  }
  const proof = await proveCommits(clients, request, from, brought, {
    ...(prefetched === undefined ? {} : { prefetched: prefetched.evidence }),
  });
  return { answer: describeProof(proof), facts: { proof, provedBy: undefined } };
}

/** Returns the order to prove: from an earlier deployment if the deployed version is not older than the commit. */
async function chooseStart(subject: GateSubject, order: CommitOrder): Promise<CommitOrder> {
  const isBelowDeployed =
    order.order === 'older' || (order.order === 'unknown' && subject.request.allowUnknownDeployed);
  return (isBelowDeployed ? await findProvedStart(subject) : undefined) ?? order;
}

function describeProof({ pullRequests, notProved, brokenGlass }: Proof): string {
  if (brokenGlass !== undefined) return `BREAK-GLASS by @${brokenGlass.by}: ${brokenGlass.reason}`;
  const all = pullRequests.map(
    ({ number, title, approvals }) =>
      `#${number} “${title}” by ${approvals.map(({ author }) => `@${author}`).join(', ')}`,
  );
  const missing = notProved === undefined ? '' : `; not proved: ${notProved}`;
  return all.length === 0 ? 'no approval needed' : `approved: ${all.join('; ')}${missing}`;
}
