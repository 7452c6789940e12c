import { UserError } from '../../errors.ts';
import { type CommitOrder, compareWithDeployed } from '../../gitops/commit-order.ts';
import { plural } from '../../plural.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';

/**
 * Checks whether the commit is newer than the deployed one, and rejects a rollback to a newer commit.
 * @throws UserError `rollback-newer`; `deployed-unknown` or `deployed-diverged` unless allowed
 */
export async function checkOrder(
  { clients, request, prefetched }: GateSubject,
  { previousTag }: Pick<GateFacts, 'previousTag'>,
): Promise<GateAnswer> {
  const { operation, version, allowUnknownDeployed } = request;
  const isRollback = operation.kind === 'rollback';
  const allowUnknown = isRollback || allowUnknownDeployed;
  const order = await compareWithDeployed(clients.source, previousTag, version, {
    allowUnknown,
    ...(prefetched === undefined ? {} : { prefetched }),
  });
  if (isRollback && order.order === 'newer') throw rollbackNewer(version.tag, previousTag);
  return { answer: describeOrder(version.commit, order, previousTag), facts: { order } };
}

const ORDERS: Readonly<Record<CommitOrder['order'], string>> = {
  newer: 'newer than',
  same: 'the same as',
  older: 'older than',
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
    'Run the deployment of that commit instead, with operation: resume if there is a hold.',
  );
}
