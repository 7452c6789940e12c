import { emptyProof, type Proof } from '../../approval/proof.ts';
import { verify } from '../../approval/verify.ts';
import { type CommitOrder, compareWithDeployed } from '../../gitops/commit-order.ts';
import { findDeploymentCommits } from '../../gitops/deployment-commits.ts';
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
  const commits = await listCommitsToProve(subject, order);
  if (commits.length === 0 && previousTag !== null) {
    const answer = `no approval needed: there are only commits of deployments since ${previousTag}`;
    return operation.kind === 'deploy'
      ? { answer, stop: { outcome: 'unchanged', previousTag } }
      : { answer, facts: { proof: nothing, provedBy: undefined } };
  }
  const proof = await prove(subject, order, commits);
  return { answer: describeProof(proof), facts: { proof, provedBy: undefined } };
}

/** Returns the commits that need an approval: all that the deployment brings, without those of deployments themselves. */
async function listCommitsToProve({ clients, request }: GateSubject, order: CommitOrder): Promise<readonly string[]> {
  const { version, target, run } = request;
  const commits = commitsToProve(version.commit, run.push, order.order === 'newer' ? order.commits : [version.commit]);
  const own = await findDeploymentCommits(clients.gitops, version.sourceRepository, target, commits);
  return commits.filter((oid) => !own.has(oid));
}

function prove(
  { clients, request, prefetched }: GateSubject,
  order: CommitOrder,
  commits: readonly string[],
): Promise<Proof> {
  const { version, approval } = request;
  const { sourceRepository: repository } = version;
  // The commit of a deployment on top of a merge changes no code, so the merge below it is what was approved.
  const commit = commits.includes(version.commit) ? version.commit : (commits.at(-1) ?? version.commit);
  const { approvers, allowStaleApproval, breakGlass } = approval;
  const isNewer = order.order === 'newer';
  return verify({
    github: clients.source,
    members: clients.members,
    repository,
    commit,
    commits,
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
