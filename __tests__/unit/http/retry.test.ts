import { expect, test } from '@jest/globals';
import { RetryableError, retry, retryAfterMs } from '../../../src/http/retry.ts';

/** Returns an attempt that fails so many times and then returns the number of its calls. */
function failing(times: number, waitMs?: number): () => Promise<number> {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw new RetryableError(new Error('later'), waitMs);
    return calls;
  };
}

test('an attempt is repeated until it succeeds; a limit of 0 allows one attempt', async () => {
  expect(await retry(10_000, failing(2))).toBe(3);
  await expect(retry(0, failing(1))).rejects.toThrow('later');
});

test('a wait that the service asks for may exceed the limit by its own allowance', async () => {
  await expect(retry(10, failing(1, 50))).rejects.toThrow('later');
  expect(await retry(10, failing(1, 50), 1_000)).toBe(2);
  await expect(retry(10, failing(1, 5_000), 1_000)).rejects.toThrow('later');
});

test.each([
  ['90', undefined, 90_000],
  ['Sun, 29 Nov 2026 10:01:30 GMT', 'Sun, 29 Nov 2026 10:00:00 GMT', 90_000],
  ['Sun, 29 Nov 2026 09:00:00 GMT', 'Sun, 29 Nov 2026 10:00:00 GMT', 0],
  ['Wed, 01 Jan 2020 00:00:00 GMT', undefined, 0],
  ['soon', undefined, undefined],
  ['', undefined, undefined],
])('Retry-After %p in a response of %p', (header, date, expected) => {
  expect(retryAfterMs(header, date)).toBe(expected);
});
