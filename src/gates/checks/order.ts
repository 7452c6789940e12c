import { UserError } from '../../errors.ts';
import type { ValuesFile } from '../../github/gitops/values-file.ts';
import { type CommitOrder, compareWithDeployed, ONCE } from '../../gitops/commit-order.ts';
import { findEarlierTrace } from '../../gitops/first-deployment.ts';
import type { DeploymentRequest, ReadingClients } from '../../gitops/request.ts';
import { plural } from '../../plural.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';

/**
 * Checks whether the commit is newer than the deployed one, and rejects a rollback to a newer commit.
 * A values file that never had a tag has nothing to compare with.
 * @throws UserError `rollback-newer`; `deployed-unknown` or `deployed-diverged` unless allowed
 */
export async function checkOrder(
  { clients, request, file, prefetched }: GateSubject,
  { previousTag }: Pick<GateFacts, 'previousTag'>,
): Promise<GateAnswer> {
  const { operation, version, allowUnknownDeployed } = request;
  const isRollback = operation.kind === 'rollback';
  const allowUnknown = isRollback || allowUnknownDeployed;
  if (!previousTag && !allowUnknown) return checkFirst(clients, request, file);
  const order = await compareWithDeployed(clients.source, previousTag, version, {
    allowUnknown,
    ...(prefetched === undefined ? {} : { prefetched }),
  });
  if (isRollback && order.order === 'newer') throw rollbackNewer(version.tag, previousTag);
  return { answer: describeOrder(version.commit, order, previousTag), facts: { order } };
}

/**
 * Accepts a values file without a tag if its history proves that no image was ever deployed by it. Then there is nothing
 * that the commit could be older than.
 */
async function checkFirst(
  { gitops }: Pick<ReadingClients, 'gitops'>,
  { target, version }: Pick<DeploymentRequest, 'target' | 'version'>,
  file: ValuesFile,
): Promise<GateAnswer> {
  const { path } = target.location;
  const trace = await findEarlierTrace(gitops, file, target, version.image);
  if (trace === undefined) {
    const answer = `${version.commit.slice(0, 7)} is the first: no commit of ${path} has a tag or a deployment`;
    return { answer, facts: { order: { order: 'unknown' } } };
  }
  throw new UserError(
    'deployed-unknown',
    `${path} has no tag, and its history does not prove that this is the first deployment: ${trace}.`,
    `${ONCE} If a tag was deleted by mistake, restore it instead.`,
  );
}

const ORDERS: Readonly<Record<CommitOrder['order'], string>> = {
  newer: 'newer than',
  same: 'the same as',
  older: 'older than',
  diverged: 'on another branch than',
  unknown: 'perhaps not newer than',
};

/** Describes how old a commit is in comparison with a tag. */
export function describeOrder(commit: string, commitOrder: CommitOrder, tag: string | null): string {
  const by = commitOrder.order === 'newer' ? `, by ${plural(commitOrder.commits.length, 'commit')}` : '';
  return `${commit.slice(0, 7)} is ${ORDERS[commitOrder.order]} ${tag ?? 'no tag'}${by}`;
}

function rollbackNewer(tag: string, deployed: string | null): UserError {
  return new UserError(
    'rollback-newer',
    `${tag} is newer than ${deployed ?? 'no tag'}, which is deployed, so this is not a rollback.`,
    'Start the workflow with that commit in the input commit instead, and with operation: resume if there is a hold.',
  );
}
