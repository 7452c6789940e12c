import { UserError } from '../errors.ts';
import { readFileHistory } from '../github/file-history.ts';
import type { FileRevision, ValuesFile } from '../github/values-file.ts';
import { emptyProof } from '../verify/proof.ts';
import { verify } from '../verify/verify.ts';
import { type Ancestry, orderAgainst } from './ancestry.ts';
import { judgeOperator, judgeTarget, ORDERS, tellProof } from './ask-guards.ts';
import { type Bump, type Bumped, commitTag } from './commit-tag.ts';
import type { Clients, Verdict } from './judge.ts';
import { readTrailer } from './message.ts';
import { readTarget } from './read-target.ts';
import { settle } from './settle.ts';

/**
 * Deploys an older image again and holds all deployments, in one commit: without a build, and without a new proof where
 * an earlier deployment of the same image stands in the GitOps history.
 * @throws UserError `rollback-newer`, `operator`, `unproved`, or of another guard
 */
export async function rollback(clients: Clients, bump: Bump): Promise<Bumped> {
  const verdict = await judgeRollback(clients, bump, false);
  if (verdict.outcome !== 'deployable') return settle(clients, bump, verdict);
  return commitTag(clients, bump, verdict, { again: () => judgeRollback(clients, bump, true) });
}

async function judgeRollback(clients: Clients, bump: Bump, overtaken: boolean): Promise<Verdict> {
  const file = await readTarget(clients.gitops, bump, { overtaken });
  const { tag: previousTag, digest: previousDigest } = judgeTarget(file, bump);
  const { tag, digest, commit, pinDigest, guards, sourceRepository: repository } = bump;
  const options = { ...bump, github: clients.source, repository };
  const ancestry = await orderAgainst(previousTag, { ...options, allowUnknownDeployed: true });
  const { order } = ancestry;
  guards.set('order', `${commit.slice(0, 7)} is ${ORDERS[order]} ${previousTag ?? 'no tag'}`);
  if (order === 'newer') throw isNewer(tag, previousTag);
  if (!overtaken) await judgeOperator(clients, bump, ancestry);
  const isPinned = !pinDigest || previousDigest === digest;
  if (order === 'same' && file.hold !== undefined && isPinned) return { outcome: 'unchanged', file, previousTag: tag };
  guards.set('hold', file.hold === undefined ? 'is written with the tag' : 'is written anew');
  const rest = { outcome: 'deployable', file, previousTag, previousDigest } as const;
  if (order === 'same') return { ...rest, proof: emptyProof(commit) };
  const provedBy = await findDeployment(clients, bump, file);
  if (provedBy !== undefined) {
    guards.set('proof', `${provedBy.oid.slice(0, 7)} deployed the same image, with its proof`);
    return { ...rest, proof: emptyProof(commit), provedBy };
  }
  return { ...rest, proof: await prove(clients, bump, previousTag, order) };
}

/** The newest commit of this file that deployed the same image with a proof, if it was made by GitHub's API for this very token. */
async function findDeployment(
  { gitops }: Clients,
  { target, sourceRepository, commit, digest }: Bump,
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

async function prove({ source }: Clients, bump: Bump, deployed: string | null, order: Ancestry['order']) {
  const { commit, approvers, allowStaleApproval, breakGlass, guards, sourceRepository: repository } = bump;
  if (order === 'unknown') await orderAgainst(deployed, { ...bump, github: source, repository });
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
  guards.set('proof', tellProof(proof));
  return proof;
}

function isNewer(tag: string, deployed: string | null): UserError {
  return new UserError(
    'rollback-newer',
    `${tag} is newer than ${deployed ?? 'nothing'}, which is deployed: it is no rollback.`,
    'To deploy a newer commit, run the deployment of that commit, with resume: true if a hold stands.',
  );
}
