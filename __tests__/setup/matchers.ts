/** Matchers for the result of an action's run. When one fails, it prints the run's annotations and log. */
import { expect } from '@jest/globals';
import { type Equals, findDeviations, formatRun, type Run, type RunExpectation } from './run-expectation.ts';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    /** Exit code 0. */
    toHaveSucceeded(expected?: RunExpectation): R;
    /** Exit code 0 and this `outcome`. */
    toHaveEndedWith(outcome: string, expected?: RunExpectation): R;
    /** Exit code 0 and the outcome `deployed`. */
    toHaveDeployed(expected?: RunExpectation): R;
    /** Exit code 1, the outcome `failed`, and this code as the title of the last annotation and of every error. */
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
  toHaveEndedWith(this: Context, run: unknown, outcome: string, expected: RunExpectation = {}) {
    return compareRun(this, run as Run, `end with ${outcome}`, withOutcome(expected, 0, outcome));
  },
  toHaveDeployed(this: Context, run: unknown, expected: RunExpectation = {}) {
    return compareRun(this, run as Run, 'deploy', withOutcome(expected, 0, 'deployed'));
  },
  toHaveFailedWith(this: Context, run: unknown, code: string, expected: RunExpectation = {}) {
    const { annotations } = run as Run;
    const last = annotations.at(-1);
    const red = annotations.filter(({ level }) => level === 'error').map(({ title }) => title);
    const isCode = last?.level === 'error' && last.title === code && red.every((title) => title === code);
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
  expected: Parameters<typeof findDeviations>[1],
  wrong: readonly string[] = [],
) {
  const deviations = [...wrong, ...findDeviations(run, expected, equals)];
  const pass = deviations.length === 0;
  const head = `expected the run ${pass ? 'not ' : ''}to ${verb}`;
  return { pass, message: () => [head, ...deviations, formatRun(run)].join('\n') };
}
