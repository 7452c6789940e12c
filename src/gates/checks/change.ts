import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';

type Known = Pick<GateFacts, 'previousTag' | 'previousDigest' | 'order' | 'digest'>;

/** Stops a request that would change nothing, or that would deploy an older commit. */
export function checkChange(subject: GateSubject, facts: Known): GateAnswer {
  const { previousTag, order } = facts;
  if (previousTag !== null && order.order === 'same' && isDone(subject, facts)) {
    return { answer: `${previousTag} is deployed already`, stop: { outcome: 'unchanged', previousTag } };
  }
  if (previousTag !== null && order.order === 'older' && subject.request.operation.kind !== 'rollback') {
    return { answer: `${previousTag} is deployed, which is newer`, stop: { outcome: 'skipped', previousTag } };
  }
  return { answer: order.order === 'same' ? 'the tag is deployed already, but not all of it' : 'the tag' };
}

/** Returns whether nothing remains to be committed where the tag is deployed already. */
function isDone({ request, file }: GateSubject, { previousDigest, digest }: Known): boolean {
  const { operation, target } = request;
  const { pinDigest, edits } = target;
  if (operation.kind === 'rollback') {
    return file.hold !== undefined && (!pinDigest || previousDigest === digest);
  }
  return !pinDigest && edits.length === 0 && (operation.kind !== 'resume' || file.hold === undefined);
}
