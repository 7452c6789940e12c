import { UserError } from '../errors.ts';
import type { Operation } from '../gitops/request.ts';
import { flag, optional } from '../runner/inputs.ts';
import { readStartCommit } from '../runner/run-context.ts';

/**
 * What the run is asked to do, by the inputs `hold`, `resume`, `rollback-to` and `reason`.
 * @throws UserError `conflicting-operations`, `reason-missing`
 */
export function readOperation(): Operation {
  const tag = optional('rollback-to');
  const asked = { hold: flag('hold'), resume: flag('resume'), 'rollback-to': tag !== undefined };
  const names = Object.entries(asked).flatMap(([name, given]) => (given ? [name] : []));
  if (names.length > 1) {
    throw new UserError(
      'conflicting-operations',
      `The inputs ${names.join(' and ')} are given together.`,
      'Give one of them: each is a run of its own.',
    );
  }
  if (asked.resume) {
    const started = readStartCommit();
    return { kind: 'resume', reason: optional('reason'), newestOnly: (optional('commit') ?? started) === started };
  }
  if (asked.hold) return { kind: 'hold', reason: requireReason('hold') };
  if (tag !== undefined) return { kind: 'rollback', tag, reason: requireReason('rollback-to') };
  if (optional('reason') === undefined) return { kind: 'deploy' };
  throw new UserError(
    'conflicting-operations',
    'The input reason is given without hold, resume or rollback-to.',
    'Give one of them, or no reason: a deployment needs none. A tag that is empty asks for no rollback.',
  );
}

function requireReason(operation: string): string {
  const reason = optional('reason');
  if (reason !== undefined) return reason;
  throw new UserError(
    'reason-missing',
    `The input ${operation} is given without a reason.`,
    'Say in reason why: it stands in the hold file, where whoever is stopped by it looks.',
  );
}
