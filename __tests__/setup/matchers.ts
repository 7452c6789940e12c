/** Matchers for the result of an action, a workflow or a command. When one fails, it prints the run's annotations and log. */
import { expect } from '@jest/globals';
import {
  type Equals,
  findDeviations,
  findReason,
  formatRun,
  type Run,
  type RunExpectation,
} from './run-expectation.ts';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    /** Expects exit code 0. */
    toHaveSucceeded(expected?: RunExpectation): R;
    /** Expects this exit code, where none of the other matchers says all. */
    toHaveExitedWith(exitCode: number | null, expected?: RunExpectation): R;
    /** Expects exit code 0 and this `outcome`. */
    toHaveEndedWith(outcome: string, expected?: RunExpectation): R;
    /** Expects exit code 0 and the outcome `deployed`. */
    toHaveDeployed(expected?: RunExpectation): R;
    /** Expects exit code 1, the outcome `failed`, and this code as title of the annotation that says why and of every error. */
    toHaveFailedWith(code: string, expected?: RunExpectation): R;
  }
}

interface Context {
  readonly equals: Equals;
}

expect.extend({
  toHaveSucceeded(this: Context, run: unknown, expected: RunExpectation = {}) {
    return compareRun(this, run as Run, 'succeed', { ...expected, exitCode: 0 });
  },
  toHaveExitedWith(this: Context, run: unknown, exitCode: number | null, expected: RunExpectation = {}) {
    return compareRun(this, run as Run, `exit with ${exitCode}`, { ...expected, exitCode });
  },
  toHaveEndedWith(this: Context, run: unknown, outcome: string, expected: RunExpectation = {}) {
    return compareRun(this, run as Run, `end with ${outcome}`, withOutcome(expected, 0, outcome));
  },
  toHaveDeployed(this: Context, run: unknown, expected: RunExpectation = {}) {
    return compareRun(this, run as Run, 'deploy', withOutcome(expected, 0, 'deployed'));
  },
  toHaveFailedWith(this: Context, run: unknown, code: string, expected: RunExpectation = {}) {
    const { annotations = [] } = run as Run;
    const reason = findReason(annotations);
    const red = annotations.filter(({ level }) => level === 'error').map(({ title }) => title);
    const isCode = reason?.level === 'error' && reason.title === code && red.every((title) => title === code);
    const wrong = isCode ? [] : [`code: expected ${code}, received ${red.join(', ') || 'no error'}`];
    return compareRun(this, run as Run, `fail with ${code}`, withOutcome(expected, 1, 'failed'), wrong);
  },
});

function withOutcome(expected: RunExpectation, exitCode: number, outcome: string) {
  return { ...expected, exitCode, outputs: { outcome, ...expected.outputs } };
}

function compareRun(
  { equals }: Context,
  run: Run,
  verb: string,
  expected: RunExpectation & { readonly exitCode: number | null },
  wrong: readonly string[] = [],
) {
  const deviations = [...wrong, ...findDeviations(run, expected, equals)];
  const pass = deviations.length === 0;
  const where = expected.where === undefined ? '' : `${expected.where}: `;
  const head = `${where}expected the run ${pass ? 'not ' : ''}to ${verb}`;
  return { pass, message: () => [head, ...deviations, formatRun(run)].join('\n') };
}
