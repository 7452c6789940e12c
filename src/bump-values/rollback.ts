import { emptyProof } from '../approval/proof.ts';
import { verify } from '../approval/verify.ts';
import { UserError } from '../errors.ts';
import { checkOperator, checkTarget, describeProof, ORDERS } from '../gates/checks.ts';
import type { GateDecision } from '../gates/verdict.ts';
import { readFileHistory } from '../github/gitops/file-history.ts';
import type { FileRevision, ValuesFile } from '../github/gitops/values-file.ts';
import { readTrailer } from '../gitops/commit-message.ts';
import { type CommitOrder, compareWithDeployed } from '../gitops/commit-order.ts';
import { readTarget } from '../gitops/read-target.ts';
import type { Clients, CommitRequest } from '../gitops/request.ts';
import { closeStaleProposal } from './close-stale-proposal.ts';
import { commitTag } from './commit.ts';
import type { BumpResult } from './result.ts';

/**
 * Deploys an older image again and holds all deployments, in one commit: without a build, and without a new proof where
 * an earlier deployment of the same image stands in the GitOps history.
 * @throws UserError `rollback-newer`, `operator-not-allowed`, `approval-missing`, or of another guard
 */
export async function rollback(clients: Clients, request: CommitRequest): Promise<BumpResult> {
  const verdict = await evaluateRollback(clients, request, false);
  if (verdict.outcome !== 'deployable') return closeStaleProposal(clients, request, verdict);
  return commitTag(clients, request, verdict, { again: () => evaluateRollback(clients, request, true) });
}

async function evaluateRollback(clients: Clients, request: CommitRequest, overtaken: boolean): Promise<GateDecision> {
  const file = await readTarget(clients.gitops, request, { overtaken });
  const { tag: previousTag, digest: previousDigest } = checkTarget(file, request);
  const { tag, digest, commit, pinDigest, gateLog, sourceRepository: repository } = request;
  const options = { ...request, github: clients.source, repository };
  const commitOrder = await compareWithDeployed(previousTag, { ...options, allowUnknownDeployed: true });
  const { order } = commitOrder;
  gateLog.set('order', `${commit.slice(0, 7)} is ${ORDERS[order]} ${previousTag ?? 'no tag'}`);
  if (order === 'newer') throw isNewer(tag, previousTag);
  if (!overtaken) await checkOperator(clients, request, commitOrder);
  const isPinned = !pinDigest || previousDigest === digest;
  if (order === 'same' && file.hold !== undefined && isPinned) return { outcome: 'unchanged', file, previousTag: tag };
  gateLog.set('hold', file.hold === undefined ? 'is written with the tag' : 'is written anew');
  const rest = { outcome: 'deployable', file, previousTag, previousDigest } as const;
  if (order === 'same') return { ...rest, proof: emptyProof(commit) };
  const provedBy = await findDeployment(clients, request, file);
  if (provedBy !== undefined) {
    gateLog.set('proof', `${provedBy.oid.slice(0, 7)} deployed the same image, with its proof`);
    return { ...rest, proof: emptyProof(commit), provedBy };
  }
  return { ...rest, proof: await prove(clients, request, previousTag, order) };
}

/** The newest commit of this file that deployed the same image with a proof, if it was made by GitHub's API for this very token. */
async function findDeployment(
  { gitops }: Clients,
  { target, sourceRepository, commit, digest }: CommitRequest,
  { head }: ValuesFile,
): Promise<FileRevision | undefined> {
  for await (const { isOwn, ...revision } of readFileHistory(gitops, target, head)) {
    const says = (key: string, value: string) => readTrailer(revision.message, key) === value;
    const isSame =
      says('Source-Repository', sourceRepository) && says('Source-Commit', commit) && says('Image-Digest', digest);
    if (isOwn && isSame && readTrailer(revision.message, 'Break-Glass') === undefined) return revision;
  }
  return undefined;
}

async function prove(
  { source }: Clients,
  request: CommitRequest,
  deployed: string | null,
  order: CommitOrder['order'],
) {
  const { commit, approvers, allowStaleApproval, breakGlass, gateLog, sourceRepository: repository } = request;
  if (order === 'unknown') await compareWithDeployed(deployed, { ...request, github: source, repository });
  const proof = await verify({
    github: source,
    repository,
    commit,
    commits: [commit],
    rulesAt: `${commit}^`,
    approvers,
    allowStaleApproval,
    ...(breakGlass === undefined ? {} : { breakGlass }),
  });
  gateLog.set('proof', describeProof(proof));
  return proof;
}

function isNewer(tag: string, deployed: string | null): UserError {
  return new UserError(
    'rollback-newer',
    `${tag} is newer than ${deployed ?? 'nothing'}, which is deployed: it is no rollback.`,
    'To deploy a newer commit, run the deployment of that commit, with resume: true if a hold stands.',
  );
}
