import { formatHold } from '../../gitops/hold-file.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';

/** Stops a deployment that a hold forbids. A resume deletes the hold file, and a rollback writes it. */
export function checkHold(
  { file: { hold }, request }: GateSubject,
  { previousTag }: Pick<GateFacts, 'previousTag'>,
): GateAnswer {
  const { operation, target } = request;
  const { path } = target.location;
  if (operation.kind === 'rollback') {
    return { answer: hold === undefined ? 'this run writes one with the tag' : 'yes; this run writes it again' };
  }
  if (hold === undefined) return { answer: `there is no ${path}.hold` };
  const answer = `${path}.hold: ${formatHold(hold)}`;
  return operation.kind === 'resume' ? { answer } : { answer, stop: { outcome: 'held', previousTag, hold } };
}
