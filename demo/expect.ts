import { deepStrictEqual } from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ActionResult } from '../sandbox/runner/run-action.ts';
import { checked } from './say.ts';

/** Ends the demo if a claim about a scene does not hold. */
export function expectEqual(actual: unknown, expected: unknown, claim: string): void {
  deepStrictEqual(actual, expected, `${claim}: expected ${inspect(expected)}, got ${inspect(actual)}`);
  checked(claim);
}

/** Ends the demo if a run had another outcome or exit code, and prints its log. */
export function expectOutcome(result: ActionResult, outcome: string, exitCode = 0): void {
  const actual = `${result.outputs.outcome}, exit ${result.exitCode}`;
  if (actual !== `${outcome}, exit ${exitCode}`) console.error(result.log.join('\n'));
  expectEqual(
    actual,
    `${outcome}, exit ${exitCode}`,
    `outcome: ${outcome}; the job ${exitCode === 0 ? 'succeeds' : 'fails'}`,
  );
}
