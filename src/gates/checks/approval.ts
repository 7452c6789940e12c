import { emptyProof, isWholeApproval, type Proof } from '../../approval/proof.ts';
import { describeApproval } from '../../attestation/verify-approval.ts';
import { type CommitOrder, compareWithDeployed } from '../../gitops/commit-order.ts';
import { type CommitsToProve, listCodeBelow, listCommitsToProve, proveCommits } from '../../gitops/prove-commits.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';
import { findEarlierDeployment } from './earlier-deployment.ts';
import { listProvedDeployments } from './proved-deployments.ts';
import { findProvedStart } from './proved-start.ts';
import { findRepeatedStart } from './repeated-start.ts';

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
    const recorded = await proveByRecord(subject, { digest, attested });
    if (recorded !== undefined) return recorded;
    if (['unknown', 'diverged'].includes(order.order))
      await compareWithDeployed(clients.source, previousTag, version, { allowUnknown });
  }
  const { from, rules, recorded } = await chooseStart(subject, order);
  const brought = await listBrought(subject, from);
  if (brought.commits.length === 0 && previousTag !== null) {
    const since = from.order === 'newer' ? from.deployed.slice(0, 7) : previousTag;
    const answer = `no approval needed: there are only commits of deployments since ${since}`;
    return operation.kind === 'deploy'
      ? { answer, stop: { outcome: 'unchanged', previousTag } }
      : { answer, facts: { proof: nothing, provedBy: undefined } };
  }
  const proof = await proveCommits(clients, request, rules, brought, {
    recorded,
    ...(prefetched === undefined ? {} : { prefetched: prefetched.evidence }),
  });
  return { answer: describeProof(proof), facts: { proof, provedBy: undefined } };
}

/** Returns the commits to prove. If there are only commits of the action, and no start, that is what they are made on. */
async function listBrought({ clients, request }: GateSubject, from: CommitOrder): Promise<CommitsToProve> {
  const brought = await listCommitsToProve(clients, request, from, request.run.push);
  return brought.commits.length > 0 || brought.hasStart ? brought : listCodeBelow(clients, request);
}

/** Returns the proof of a rollback by a signed approval of the image, or by an earlier deployment of it. */
async function proveByRecord(
  subject: GateSubject,
  { digest, attested }: { readonly digest: GateFacts['digest']; readonly attested: GateFacts['attested'] | undefined },
): Promise<GateAnswer | undefined> {
  const proof = emptyProof(subject.request.version.commit);
  if (attested !== undefined && isWholeApproval(attested.approval))
    return { answer: describeApproval(attested), facts: { proof, provedBy: undefined } };
  const provedBy = await findEarlierDeployment(subject, digest);
  if (provedBy === undefined) return undefined;
  const answer = `${provedBy.oid.slice(0, 7)} deployed the same image with an approval`;
  return { answer, facts: { proof, provedBy } };
}

interface ProofStart {
  readonly from: CommitOrder;
  /** The version whose rules decide. */
  readonly rules: CommitOrder;
  /** The commit that was deployed last with a proof, if it was asked for. */
  readonly recorded?: string | undefined;
}

/**
 * Returns the commits to prove. What repeats the deployed version proves what brought it; without a commit that did, only its
 * own commit is proved.
 */
async function chooseStart(subject: GateSubject, order: CommitOrder): Promise<ProofStart> {
  if (order.order !== 'same')
    return startFrom(subject, order, order.order === 'older' || subject.request.allowUnknownDeployed);
  const from = await findRepeatedStart(subject);
  if (from?.order === 'same') return { from, rules: from };
  return from === undefined ? { from: UNKNOWN, rules: UNKNOWN } : startFrom(subject, from, true);
}

const UNKNOWN: CommitOrder = { order: 'unknown' };

/**
 * Returns the commits to prove: those since an earlier deployment, if the deployed version is not older than the commit. The
 * rules stay those of the deployed version; if that is not known, those of the last recorded one.
 */
async function startFrom(subject: GateSubject, order: CommitOrder, isAllowed: boolean): Promise<ProofStart> {
  if (!isAllowed || order.order === 'newer') return { from: order, rules: order };
  const proved = await listProvedDeployments(subject);
  const earlier = await findProvedStart(subject, proved);
  const [recorded] = proved;
  if (earlier?.order !== 'newer') return { from: order, rules: order, recorded };
  const isShorter =
    order.order === 'diverged' && order.isUnrelated !== true && earlier.commits.length <= order.commits.length;
  return { from: isShorter ? order : earlier, rules: order, recorded };
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
