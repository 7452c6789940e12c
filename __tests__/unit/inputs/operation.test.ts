import { afterEach, expect, test } from '@jest/globals';
import { UserError } from '../../../src/errors.ts';
import type { Operation } from '../../../src/gitops/request.ts';
import { readOperation } from '../../../src/inputs/operation.ts';

const COMMIT = 'c'.repeat(40);
const TAG = `version-${COMMIT}`;
const NAMES = ['operation', 'rollback-to', 'reason', 'commit'] as const;

type Inputs = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

afterEach(() => {
  for (const name of NAMES) delete process.env[variableOf(name)];
  delete process.env.GITHUB_SHA;
});

function variableOf(name: string): string {
  return `INPUT_${name.toUpperCase()}`;
}

function readWith(inputs: Inputs): Operation {
  process.env.GITHUB_SHA = COMMIT;
  for (const [name, value] of Object.entries(inputs)) process.env[variableOf(name)] = value;
  return readOperation();
}

test.each<[Inputs, Operation]>([
  [{}, { kind: 'deploy' }],
  [{ operation: '', 'rollback-to': ' ', reason: '' }, { kind: 'deploy' }],
  [{ operation: 'deploy' }, { kind: 'deploy' }],
  [
    { operation: 'rollback', 'rollback-to': TAG, reason: 'x' },
    { kind: 'rollback', tag: TAG, reason: 'x' },
  ],
  [
    { operation: 'hold', reason: 'x' },
    { kind: 'hold', reason: 'x' },
  ],
  [{ operation: 'resume' }, { kind: 'resume', reason: undefined, newestOnly: true }],
  [
    { operation: 'resume', reason: 'x' },
    { kind: 'resume', reason: 'x', newestOnly: true },
  ],
  [
    { operation: 'resume', commit: 'd'.repeat(40) },
    { kind: 'resume', reason: undefined, newestOnly: false },
  ],
])('%j is read', (inputs, operation) => expect(readWith(inputs)).toEqual(operation));

test.each<[Inputs, string, string, string]>([
  [
    { operation: 'rolback' },
    'conflicting-operations',
    'operation is "rolback"',
    'Write deploy, rollback, hold or resume',
  ],
  [{ operation: 'Hold', reason: 'x' }, 'conflicting-operations', 'operation is "Hold"', 'Write deploy, rollback'],
  [{ operation: 'status' }, 'conflicting-operations', 'operation is "status"', 'Write deploy, rollback'],
  [{ operation: 'rollback', reason: 'x' }, 'conflicting-operations', 'rollback-to is empty', 'Write the tag'],
  [{ 'rollback-to': TAG, reason: 'x' }, 'conflicting-operations', 'operation is deploy', 'Write operation: rollback'],
  [{ operation: 'hold', 'rollback-to': TAG, reason: 'x' }, 'conflicting-operations', 'is hold', 'operation: rollback'],
  [{ operation: 'resume', 'rollback-to': TAG }, 'conflicting-operations', 'operation is resume', 'operation: rollback'],
  [{ reason: 'x' }, 'conflicting-operations', 'reason is set, but operation is deploy', 'leave reason empty'],
  [{ operation: 'rollback', 'rollback-to': TAG }, 'reason-missing', 'operation is rollback', 'Write the reason'],
  [{ operation: 'hold' }, 'reason-missing', 'operation is hold, but reason is empty', 'Write the reason'],
])('%j is rejected with %s', (inputs, code, message, remedy) => {
  const error = catchError(inputs);
  expect(error.code).toBe(code);
  expect(error.message).toContain(message);
  expect(error.remedy).toContain(remedy);
});

function catchError(inputs: Inputs): UserError {
  try {
    readWith(inputs);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('no error was thrown');
}
