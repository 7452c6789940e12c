import { emptyProof, type Proof } from '../../approval/proof.ts';
import { verify } from '../../approval/verify.ts';
import { type CommitOrder, compareWithDeployed } from '../../gitops/commit-order.ts';
import type { PushEvent } from '../../gitops/request.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';
import { findEarlierDeployment } from './earlier-deployment.ts';

/**
 * Proves that the commits of the deployment were approved. Holding the deployed version, or lifting its hold, needs no
 * proof.
 * @throws GitHubError or UserError, as `verify` does; `deployed-unknown`, `deployed-diverged` for a rollback
 */
export async function checkApproval(
  subject: GateSubject,
  { previousTag, order, digest }: Pick<GateFacts, 'previousTag' | 'order' | 'digest'>,
): Promise<GateAnswer> {
  const { clients, request } = subject;
  const { operation, version, allowUnknownDeployed: allowUnknown } = request;
  const nothing = emptyProof(version.commit);
  if (operation.kind !== 'deploy' && order.order === 'same') {
    return { answer: `no approval needed: ${version.tag} is deployed`, facts: { proof: nothing, provedBy: undefined } };
  }
  if (operation.kind === 'rollback') {
    const provedBy = await findEarlierDeployment(subject, digest);
    const answer = `${provedBy?.oid.slice(0, 7)} deployed the same image with an approval`;
    if (provedBy !== undefined) return { answer, facts: { proof: nothing, provedBy } };
    if (order.order === 'unknown') await compareWithDeployed(clients.source, previousTag, version, { allowUnknown });
  }
  const proof = await prove(subject, order);
  return { answer: describeProof(proof), facts: { proof, provedBy: undefined } };
}

function prove({ clients, request, prefetched }: GateSubject, order: CommitOrder): Promise<Proof> {
  const { version, approval, run } = request;
  const { commit, sourceRepository: repository } = version;
  const { approvers, allowStaleApproval, breakGlass } = approval;
  const isNewer = order.order === 'newer';
  return verify({
    github: clients.source,
    members: clients.members,
    repository,
    commit,
    commits: commitsToProve(commit, run.push, isNewer ? order.commits : [commit]),
    rulesAt: isNewer ? order.deployed : `${commit}^`,
    approvers,
    allowStaleApproval,
    ...(breakGlass === undefined ? {} : { breakGlass }),
    ...(prefetched === undefined ? {} : { prefetched: prefetched.evidence }),
  });
}

/** Returns the commits after the deployed one, oldest first; before them any others that the push brought. */
function commitsToProve(commit: string, push: PushEvent | undefined, between: readonly string[]): readonly string[] {
  const known = new Set(between);
  if (push?.after !== commit) return between;
  return [...push.commits.filter((oid) => !known.has(oid)), ...between];
}

function describeProof({ pullRequests, brokenGlass }: Proof): string {
  if (brokenGlass !== undefined) return `BREAK-GLASS by @${brokenGlass.by}: ${brokenGlass.reason}`;
  const all = pullRequests.map(
    ({ number, title, approvals }) =>
      `#${number} “${title}” by ${approvals.map(({ author }) => `@${author}`).join(', ')}`,
  );
  return all.length === 0 ? 'no approval needed' : `approved: ${all.join('; ')}`;
}
