import type { ValuesFile } from '../github/values-file.ts';
import { emptyProof, type Proof } from '../verify/proof.ts';
import { verify } from '../verify/verify.ts';
import { type Ancestry, orderAgainst } from './ancestry.ts';
import { formatHold } from './hold-file.ts';
import type { Clients, Settled, Wanted } from './judge.ts';
import { crossCheck, type DeployedNow, rejectEncryptedTargets } from './target.ts';

/**
 * Returns what the file deploys now, after checking that it is this image's file and that a new tag takes effect there.
 * @throws UserError `wrong-target`, `digest-hides-tag`, `key-overridden`, `sops-encrypted`, `values-…`
 */
export function judgeTarget(file: ValuesFile, wanted: Wanted): DeployedNow {
  const { target, image, repositoryKey, pinDigest, digestKey, guards } = wanted;
  const now = crossCheck(file, target.path, image, wanted);
  rejectEncryptedTargets(file, target.path, wanted);
  guards.set(
    'target',
    `${repositoryKey} of ${target.path} is ${image}; ${pinDigest ? 'pins' : 'nothing in'} ${digestKey}`,
  );
  return now;
}

/**
 * Whether the commit is newer than what is deployed.
 * @throws UserError `deployed-unknown` or `deployed-diverged` unless allowed
 */
export async function judgeOrder({ source }: Clients, wanted: Wanted, deployed: string | null): Promise<Ancestry> {
  const { sourceRepository: repository, commit, guards } = wanted;
  const ancestry = await orderAgainst(deployed, { ...wanted, github: source, repository });
  const count =
    ancestry.order === 'newer'
      ? `, by ${ancestry.commits.length} ${ancestry.commits.length === 1 ? 'commit' : 'commits'}`
      : '';
  guards.set('order', `${commit.slice(0, 7)} is ${ORDERS[ancestry.order]} ${deployed ?? 'no tag'}${count}`);
  return ancestry;
}

/** Between a commit and a tag, in words. */
export const ORDERS: Readonly<Record<Ancestry['order'], string>> = {
  newer: 'newer than',
  same: 'the same as',
  older: 'older than',
  unknown: 'not known to be newer than',
};

/** The verdict of a hold; `undefined` where none stands, or this run is to lift it. */
export function judgeHold(file: ValuesFile, wanted: Wanted, previousTag: string | null): Settled | undefined {
  const { hold } = file;
  const { operation, guards, target } = wanted;
  guards.set(
    'hold',
    hold === undefined ? `there is no ${target.path}.hold` : `${target.path}.hold: ${formatHold(hold)}`,
  );
  if (hold === undefined || operation.kind === 'resume') return undefined;
  return { outcome: 'held', file, previousTag, hold };
}

/**
 * Whoever rolls back or resumes may approve, by the rules of what is deployed.
 * @throws UserError `operator`
 */
export async function judgeOperator({ source }: Clients, wanted: Wanted, ancestry: Ancestry): Promise<void> {
  const { sourceRepository: repository, actor, commit, guards } = wanted;
  const rulesAt = ancestry.order === 'unknown' ? commit : ancestry.deployed;
  const { requireOperator } = await import('../verify/operator.ts');
  await requireOperator({ ...wanted, github: source, repository, rulesAt });
  guards.set('operator', `@${actor} may ask for it`);
}

/**
 * Who approved what the deployment brings. A hold is lifted from what is deployed without asking again how that was
 * approved.
 * @throws UserError or OutageError, as `verify` does
 */
export async function judgeProof({ source }: Clients, wanted: Wanted, ancestry: Ancestry): Promise<Proof> {
  const { commit, approvers, allowStaleApproval, breakGlass, guards, operation, sourceRepository: repository } = wanted;
  const isNewer = ancestry.order === 'newer';
  if (operation.kind === 'resume' && ancestry.order === 'same') return emptyProof(commit);
  const proof = await verify({
    github: source,
    repository,
    commit,
    commits: commitsToProve(wanted, isNewer ? ancestry.commits : [commit]),
    rulesAt: isNewer ? ancestry.deployed : `${commit}^`,
    approvers,
    allowStaleApproval,
    ...(breakGlass === undefined ? {} : { breakGlass }),
  });
  guards.set('proof', tellProof(proof));
  return proof;
}

/** Those between the deployed commit and this one, oldest first; before them what else the push brought that it came by. */
function commitsToProve({ push, commit }: Wanted, between: readonly string[]): readonly string[] {
  const known = new Set(between);
  return push?.after === commit ? [...push.commits.filter((oid) => !known.has(oid)), ...between] : between;
}

/** A proof in a line, as the guards show it. */
export function tellProof({ pullRequests, brokenGlass }: Proof): string {
  if (brokenGlass !== undefined) return `BREAK-GLASS by @${brokenGlass.by}: ${brokenGlass.reason}`;
  const all = pullRequests.map(
    ({ number, approvals }) => `#${number} by ${approvals.map(({ author }) => `@${author}`).join(', ')}`,
  );
  return all.length === 0 ? 'nothing to prove' : `approved: ${all.join('; ')}`;
}
