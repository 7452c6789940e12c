import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';

/**
 * Stops a rollback by the action itself unless the failed deployment is the last change of the values file, and no person
 * holds it: what others committed since is theirs to judge.
 */
export function checkFailed(
  { file, request: { operation } }: GateSubject,
  { previousTag }: Pick<GateFacts, 'previousTag'>,
): GateAnswer {
  const failed = operation.kind === 'rollback' ? operation.failed : undefined;
  if (failed === undefined) return { answer: 'no deployment failed' };
  const deployed = previousTag ?? 'no tag';
  const stop = { outcome: 'skipped', previousTag: deployed } as const;
  if (previousTag !== failed.tag) return { answer: `no: ${deployed} is deployed since`, stop };
  const [last] = file.history;
  if (last?.oid !== failed.commit) {
    return { answer: `no: ${last?.oid.slice(0, 7)} has changed the values file since, so a person decides`, stop };
  }
  if (file.hold !== undefined) return { answer: 'no: there is a hold, so a person decides', stop };
  return { answer: `yes: ${failed.commit.slice(0, 7)} is the last change of the values file` };
}
