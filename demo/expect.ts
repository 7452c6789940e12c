import { deepStrictEqual } from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ActionResult } from '../sandbox/runner/run-action.ts';
import { checked } from './say.ts';

/** Ends the demo when a scene’s outcome is not the one that is told. */
export function expectEqual(actual: unknown, expected: unknown, told: string): void {
  deepStrictEqual(actual, expected, `${told}: expected ${inspect(expected)}, got ${inspect(actual)}`);
  checked(told);
}

/** Ends the demo when a run did not end as told; its log is printed then. */
export function expectOutcome(result: ActionResult, outcome: string, exitCode = 0): void {
  const said = `${result.outputs.outcome}, exit ${result.exitCode}`;
  if (said !== `${outcome}, exit ${exitCode}`) console.error(result.log.join('\n'));
  expectEqual(
    said,
    `${outcome}, exit ${exitCode}`,
    `outcome ${outcome}, the job is ${exitCode === 0 ? 'green' : 'red'}`,
  );
}
