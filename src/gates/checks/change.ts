import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';

type Known = Pick<GateFacts, 'previousTag' | 'previousDigest' | 'order' | 'digest'>;

/** Stops a request that would change nothing, or that would deploy an older commit. */
export function checkChange(subject: GateSubject, facts: Known): GateAnswer {
  const { previousTag, order } = facts;
  if (previousTag !== null && order.order === 'same' && isDone(subject, facts)) {
    return { answer: `no: ${previousTag} is deployed already`, stop: { outcome: 'unchanged', previousTag } };
  }
  if (previousTag !== null && order.order === 'older' && subject.request.operation.kind !== 'rollback') {
    return { answer: `no: ${previousTag}, which is newer, is deployed`, stop: { outcome: 'skipped', previousTag } };
  }
  return {
    answer: order.order === 'same' ? 'yes: the tag is deployed already, but other values may differ' : 'yes: the tag',
  };
}

/** Returns whether a commit would change nothing when the tag is deployed already. */
function isDone({ request, file }: GateSubject, { previousDigest, digest }: Known): boolean {
  const { operation, target } = request;
  const { pinDigest, edits } = target;
  if (operation.kind === 'rollback') {
    return file.hold !== undefined && (!pinDigest || previousDigest === digest);
  }
  return !pinDigest && edits.length === 0 && (operation.kind !== 'resume' || file.hold === undefined);
}
