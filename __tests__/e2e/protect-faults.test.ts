import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/http/fault.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { RULESET_NAME } from '../../src/protect/ruleset/desired.ts';
import { type ProtectStage, startProtectStage } from './protect-stage.ts';

/** GitHub requests a longer pause than the job waits. */
const GONE: Fault = { status: 503, retryAfterSeconds: 600 };
const ALL: readonly Fault[] = ['reset', 'truncated', 'lost-answer', { status: 502 }, 'secondary-rate-limit'];
/** All of them take minutes, so only `npm run soak` runs all. */
const PASSING: readonly Fault[] = process.env.SWEEP === 'all' ? ALL : ['truncated', 'lost-answer'];
const WRITE = 'POST /repos/:owner/:repo/rulesets';

let stage: ProtectStage;

beforeEach(async () => {
  stage = await startProtectStage();
});

afterEach(async () => {
  await stage.close();
});

/** Returns the routes that a whole run calls, with the number of calls. */
async function listCalls(inputs: Record<string, string>): Promise<ReadonlyMap<string, number>> {
  expect(await stage.run(inputs)).toHaveSucceeded();
  const groups = Map.groupBy(stage.github.service.calls, ({ route }) => route);
  return new Map([...groups].map(([route, calls]) => [route, calls.length]));
}

async function runWith(route: string, nth: number, fault: Fault, inputs: Record<string, string> = {}) {
  const { calls, faults } = stage.github.service;
  const before = calls.length;
  faults.plan({ route, nth, fault });
  const result = await stage.run(inputs);
  faults.clear();
  expect(calls.slice(before).filter((call) => call.fault !== undefined)).toHaveLength(1);
  return result;
}

function expectInForce(run: ActionResult, where: string): void {
  expect(run).toHaveSucceeded({ where, outputs: { compliant: 'true' } });
  const named = stage.repository.rulesets.filter(({ name }) => name === RULESET_NAME);
  expect([where, named.length]).toEqual([where, 1]);
}

test('an audit with a failed call fails and sets no compliance', async () => {
  for (const [route, count] of await listCalls({})) {
    for (let nth = 1; nth <= count; nth += 1) {
      const run = await runWith(route, nth, GONE);
      expect(run).toHaveExitedWith(1, { where: `${route} #${nth}`, allOutputs: { outcome: 'failed' } });
    }
  }
});

test.each(PASSING.map((fault) => ({ fault })))('an audit survives a passing $fault on any call', async ({ fault }) => {
  for (const route of (await listCalls({})).keys()) {
    const run = await runWith(route, 1, fault);
    expect(run).toHaveSucceeded({ where: route, outputs: { compliant: 'true' } });
  }
});

test.each([...PASSING, GONE].map((fault) => ({ fault })))(
  'apply with $fault on any call never reports a false success, and a rerun leaves one ruleset in force',
  async ({ fault }) => {
    stage.repository.setRulesets([]);
    const calls = await listCalls({ apply: 'true' });
    expect([...calls.keys()]).toContain(WRITE);
    for (const [route, count] of calls) {
      for (let nth = 1; nth <= count; nth += 1) {
        stage.repository.setRulesets([]);
        const run = await runWith(route, nth, fault, { apply: 'true' });
        const where = `${route} #${nth}`;
        if (run.exitCode === 0) expectInForce(run, where);
        else expect(run).toHaveExitedWith(1, { where, allOutputs: { outcome: 'failed' } });
        expectInForce(await stage.run({ apply: 'true' }), where);
      }
    }
  },
);
