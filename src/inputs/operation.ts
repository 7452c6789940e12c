import { UserError } from '../errors.ts';
import type { Operation } from '../gitops/request.ts';
import { optional } from '../runner/inputs.ts';
import { readStartCommit } from '../runner/run-context.ts';

type Kind = Operation['kind'];

const KINDS: readonly string[] = ['deploy', 'rollback', 'hold', 'resume'] satisfies readonly Kind[];

/**
 * Reads the inputs `operation`, `rollback-to` and `reason`; a resume also reads `commit`.
 * @throws UserError `conflicting-operations`, `reason-missing`
 */
export function readOperation(): Operation {
  const kind = readKind();
  const tag = optional('rollback-to');
  if (kind === 'rollback') return { kind, tag: requireTag(tag), reason: requireReason(kind) };
  if (tag !== undefined) {
    throw conflict(
      `The input rollback-to is set, but operation is ${kind}.`,
      'Write operation: rollback to roll back; otherwise leave rollback-to empty.',
    );
  }
  if (kind === 'hold') return { kind, reason: requireReason(kind) };
  return kind === 'resume' ? readResume() : readDeploy();
}

/** Returns the operation; an empty input is a deployment, because a push has no inputs to pass on. */
function readKind(): Kind {
  const operation = optional('operation') ?? 'deploy';
  if (isKind(operation)) return operation;
  throw conflict(
    `The input operation is ${JSON.stringify(operation)}.`,
    'Write deploy, rollback, hold or resume for operation.',
  );
}

function isKind(operation: string): operation is Kind {
  return KINDS.includes(operation);
}

function readResume(): Operation {
  const started = readStartCommit();
  return { kind: 'resume', reason: optional('reason'), newestOnly: (optional('commit') ?? started) === started };
}

/** Returns a deployment. Rejects a reason, because a person who gives one means another operation. */
function readDeploy(): Operation {
  if (optional('reason') === undefined) return { kind: 'deploy' };
  throw conflict(
    'The input reason is set, but operation is deploy.',
    'Write operation: rollback, hold or resume; for a deployment leave reason empty.',
  );
}

function requireTag(tag: string | undefined): string {
  if (tag !== undefined) return tag;
  throw conflict(
    'The input operation is rollback, but rollback-to is empty.',
    'Write the tag to roll back to in rollback-to. The summary of the last deployment lists the tags.',
  );
}

function requireReason(kind: 'rollback' | 'hold'): string {
  const reason = optional('reason');
  if (reason !== undefined) return reason;
  throw new UserError(
    'reason-missing',
    `The input operation is ${kind}, but reason is empty.`,
    'Write the reason in reason. It is written into the hold file, and a deployment that the hold stops shows it.',
  );
}

function conflict(message: string, remedy: string): UserError {
  return new UserError('conflicting-operations', message, remedy);
}
