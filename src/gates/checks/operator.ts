import { assertOperator } from '../../approval/operator.ts';
import { findBaseOfMerge } from '../../github/pull-request/base-of-merge.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';

/**
 * Checks that the user who rolls back or resumes may approve, by the rules of the deployed commit; if that is unknown, by
 * those that decide about the approval of the commit to deploy.
 * @throws UserError `operator-not-allowed`
 */
export async function checkOperator(
  { clients, request }: GateSubject,
  { order }: Pick<GateFacts, 'order'>,
): Promise<GateAnswer> {
  const { version, approval, run } = request;
  const rulesAt =
    order.order === 'unknown'
      ? await findBaseOfMerge(clients.source, version.sourceRepository, version.commit)
      : order.deployed;
  const { approvers, operators } = approval;
  const { actor } = run;
  await assertOperator({
    github: clients.source,
    members: clients.members,
    repository: version.sourceRepository,
    rulesAt,
    approvers,
    operators,
    actor,
  });
  return { answer: `@${actor} may ask for it` };
}
