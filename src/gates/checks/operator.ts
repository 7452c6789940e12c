import { assertOperator } from '../../approval/operator.ts';
import { findBaseOfMerge } from '../../github/pull-request/base-of-merge.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';
import { listProvedDeployments } from './proved-deployments.ts';

/**
 * Checks that the user who rolls back or resumes may approve, by the rules of the deployed commit; if that is not known, by
 * those of the commit that was deployed last with a proof, because the user chooses the commit to deploy.
 * @throws UserError `operator-not-allowed`
 */
export async function checkOperator(subject: GateSubject, { order }: Pick<GateFacts, 'order'>): Promise<GateAnswer> {
  const { clients, request } = subject;
  const { version, approval, run } = request;
  const rulesAt = order.order === 'unknown' ? await findLastRules(subject) : order.deployed;
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

/** Returns the commit that was deployed last with a proof; if none was, the one below the merge of the commit to deploy. */
async function findLastRules(subject: GateSubject): Promise<string> {
  const { clients, request } = subject;
  const { sourceRepository, commit } = request.version;
  const [last] = await listProvedDeployments(subject);
  return last ?? findBaseOfMerge(clients.source, sourceRepository, commit);
}
