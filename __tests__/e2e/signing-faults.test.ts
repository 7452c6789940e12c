/** Every call to Sigstore fails, hangs or is the last of a killed run: one deployment or a clear error, and a rerun heals. */
import { expect, test } from '@jest/globals';
import { SOURCE, startStage } from '../../sandbox/stage/stage.ts';
import { signingEnvironment, startStageSigstore } from './signing-stage.ts';
import { type Mishap, mishap, planCalls, type Subject } from './sweep.ts';

const FAULTS: readonly Mishap[] = [
  { name: 'reset', fault: 'reset' },
  { name: 'truncated', fault: 'truncated' },
  { name: 'lost answer', fault: 'lost-answer' },
  { name: '500', fault: { status: 500 } },
  { name: '429', fault: { status: 429, retryAfterSeconds: 0 } },
  { name: 'a refusal', fault: { status: 400 } },
  { name: 'hangs', fault: 'hang' },
  { name: 'killed before the work', fault: 'hang', kill: true },
  { name: 'killed after the work', fault: 'hang-after', kill: true },
];

/** Each case takes two deployments. A stride that shares no divisor with the faults covers all of them. */
const STRIDE = process.env.SWEEP === 'all' ? 1 : 11;
const TOKEN = 'ghs_sandboxattestations00000000000000000003';
const PERMISSIONS = { contents: 'read', pull_requests: 'write', attestations: 'write' } as const;

test.each(['required', 'auto'])(
  'sign: %s: every call for a signature × every fault and kill',
  async (mode) => {
    const stage = await startStage();
    const sigstore = await startStageSigstore(stage);
    try {
      stage.github.addToken({
        token: TOKEN,
        login: 'github-actions[bot]',
        app: true,
        permissions: { [SOURCE]: PERMISSIONS },
      });
      const environment = signingEnvironment(stage, sigstore);
      const more = { Sigstore: sigstore.service };
      const subject: Subject = { inputs: { sign: mode }, environment, token: TOKEN, more };
      const calls = (await planCalls(stage, subject)).filter(
        ({ name, route, nth }) => (name === 'Sigstore' && !isOpening(route, nth)) || route.endsWith('/attestations'),
      );
      expect(calls.map(({ name }) => name).sort()).toEqual([
        ...Array.from({ length: 3 }, () => 'GitHub'),
        ...Array.from({ length: 11 }, () => 'Sigstore'),
      ]);
      const cases = calls.flatMap((call) => FAULTS.map((what) => ({ call, what })));
      const ends = new Map<string, number>();
      for (const { call, what } of cases.filter((_, index) => index % STRIDE === 0)) {
        const outcome = await mishap(stage, subject, call, what);
        ends.set(outcome, (ends.get(outcome) ?? 0) + 1);
      }
      console.log(`sign: ${mode}`, Object.fromEntries(ends));
      expect(ends.get('deployed')).toBeGreaterThan(0);
      expect(ends.has('failed')).toBe(mode === 'required');
    } finally {
      await sigstore.close();
      await stage.close();
    }
  },
  1_800_000,
);

/** Returns whether a call opens one more connection to a service. The first one stands for all of them. */
function isOpening(route: string, nth: number): boolean {
  return ['GET /api/v1/log', 'GET /api/v1/timestamp/certchain'].includes(route) && nth > 1;
}
