import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { UserError } from '../../../src/errors.ts';

const CANCELLED = new UserError('cancelled', 'The run was cancelled.', 'Run it again.');

beforeEach(() => {
  jest.resetModules();
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

async function load() {
  return {
    ...(await import('../../../src/runner/cancellation.ts')),
    ...(await import('../../../src/runner/side-effects.ts')),
  };
}

const WRITE = { mark: 'commit', unsure: 'It is unknown.', done: () => 'It is committed.' } as const;

test('the last work is done with the error, and its failure does not matter', async () => {
  const { beforeCancelledEnd, endCancelled } = await load();
  const work = jest.fn(async (_: UserError) => {
    throw new Error('no network');
  });
  beforeCancelledEnd(work);
  await endCancelled(CANCELLED);
  expect(work).toHaveBeenCalledWith(CANCELLED);
});

test('last work that hangs gets five seconds', async () => {
  const { beforeCancelledEnd, endCancelled } = await load();
  beforeCancelledEnd(() => new Promise(() => undefined));
  const ended = jest.fn();
  const ending = endCancelled(CANCELLED).then(ended);
  await jest.advanceTimersByTimeAsync(4_900);
  expect(ended).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(200);
  await ending;
  expect(ended).toHaveBeenCalled();
});

test('a lasting write begins before a cancellation, and not after it', async () => {
  const { endCancelled, recordWrite, describeSideEffects } = await load();
  const write = jest.fn(async () => undefined);
  await recordWrite(WRITE, write);
  expect(write).toHaveBeenCalledTimes(1);
  await endCancelled(CANCELLED);
  void recordWrite({ ...WRITE, unsure: 'Another.' }, write);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(write).toHaveBeenCalledTimes(1);
  expect(describeSideEffects('deploy')).toBe('It is committed.');
});
