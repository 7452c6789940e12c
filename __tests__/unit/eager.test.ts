import { expect, test } from '@jest/globals';
import { settle, waitAtMost } from '../../src/eager.ts';

const LATE = () => 'late';

test('work that has ended has no time limit, and fails with its own error', async () => {
  expect(await waitAtMost(0, Promise.resolve(7), LATE)).toBe(7);
  await expect(waitAtMost(0, Promise.reject(new Error('no such host')), LATE)).rejects.toThrow('no such host');
});

test('work that goes on is awaited until the limit, and again by a later call', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  expect(await waitAtMost(10, promise, LATE)).toBe('late');
  const waiting = waitAtMost(60_000, promise, LATE);
  resolve(7);
  expect(await waiting).toBe(7);
});

test('an error instead of late work reaches the caller', async () => {
  const never = new Promise<number>(() => undefined);
  const fail = () => {
    throw new Error('too late');
  };
  expect(await settle(waitAtMost(0, never, fail))).toMatchObject({ reason: { message: 'too late' } });
});
