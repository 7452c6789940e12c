import { expect, jest, test } from '@jest/globals';
import type { Application } from '../../../../src/argocd/application.ts';
import { ArgoCdError } from '../../../../src/argocd/errors.ts';

/** Skips the pause between two looks. */
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));
const { endSync } = await import('../../../../src/deploy/rollout/end-sync.ts');

const FAILED = 'a'.repeat(40);
const NEXT = 'b'.repeat(40);

function application(phase: string, revision = FAILED, retryCount = 0): Application {
  return { status: { operationState: { phase, retryCount, message: 'why', syncResult: { revision } } } };
}

/** Ends the sync of `FAILED` in an Argo CD that shows these states one after another, and then keeps the last one. */
async function end(states: readonly Application[], endOperation: () => Promise<void> = async () => undefined) {
  let looks = 0;
  const ask = jest.fn(endOperation);
  const look = async () => states[Math.min(looks++, states.length - 1)] ?? {};
  const isToEnd = async (revisions: readonly string[]) => revisions.includes(FAILED);
  const result = await endSync({ look, endOperation: ask }, 'version-1', isToEnd);
  return { result, requests: ask.mock.calls.length, looks };
}

test.each<[string, [phase: string, retryCount: number][], number]>([
  [
    'at once',
    [
      ['Running', 0],
      ['Failed', 0],
    ],
    1,
  ],
  [
    'after a while',
    [
      ['Running', 2],
      ['Terminating', 2],
      ['Terminating', 2],
      ['Failed', 2],
    ],
    1,
  ],
  [
    'at the second request, because Argo CD lost the first one and began the next attempt',
    [
      ['Running', 0],
      ['Running', 1],
      ['Terminating', 1],
      ['Failed', 1],
    ],
    2,
  ],
  [
    'at the second request, although Argo CD had shown the first one',
    [
      ['Running', 4],
      ['Terminating', 4],
      ['Running', 5],
      ['Failed', 5],
    ],
    2,
  ],
  [
    'by one request, although an old state is shown after it',
    [
      ['Running', 1],
      ['Running', 1],
      ['Running', 1],
      ['Failed', 1],
    ],
    1,
  ],
])('the sync ends %s', async (_, shown, requests) => {
  const states = shown.map(([phase, retryCount]) => application(phase, FAILED, retryCount));
  expect(await end(states)).toEqual({ result: 'ended', requests, looks: shown.length });
});

test('the next sync, which Argo CD has begun by then, goes on', async () => {
  const states = [application('Running'), application('Running', NEXT)];
  expect(await end(states)).toEqual({ result: 'ended', requests: 1, looks: 2 });
});

test.each([
  ['it has ended', application('Failed')],
  ['it is that of another commit', application('Running', NEXT)],
  ['there is none', {}],
])('nothing is requested if no sync runs that is to end: %s', async (_, state) => {
  expect(await end([state])).toEqual({ result: 'not-running', requests: 0, looks: 1 });
});

test.each([
  ['Running', 'unknown'],
  ['Terminating', 'ended'],
])('a sync that stays %s is reported as %s', async (phase, result) => {
  expect(await end([application('Running'), application(phase)])).toEqual({ result, requests: 1, looks: 15 });
});

test('a request whose answer is lost counts if the sync ends', async () => {
  const fail = async () => {
    throw new ArgoCdError('unavailable', 'why');
  };
  const states = [application('Running'), application('Failed')];
  expect(await end(states, fail)).toEqual({ result: 'ended', requests: 1, looks: 2 });
});

test('three failures of Argo CD are enough; a missing right is reported at once', async () => {
  const fail = (kind: 'unavailable' | 'application') => async () => {
    throw new ArgoCdError(kind, 'why');
  };
  const running = [application('Running')];
  expect(await end(running, fail('unavailable'))).toEqual({ result: 'unknown', requests: 3, looks: 3 });
  expect(await end(running, fail('application'))).toEqual({ result: 'forbidden', requests: 1, looks: 1 });
});
