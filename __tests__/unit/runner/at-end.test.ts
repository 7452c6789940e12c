import { expect, jest, test } from '@jest/globals';

const sleep = jest.fn((_ms: number) => new Promise<void>(() => undefined));
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: sleep }));
const { atEnd, endRun } = await import('../../../src/runner/at-end.ts');

test('does all work once, also if some of it fails', async () => {
  const done: string[] = [];
  atEnd(() => Promise.reject(new Error('no answer')));
  atEnd(async () => done.push('revoked'));
  await Promise.all([endRun(), endRun()]);
  await endRun();
  expect(done).toEqual(['revoked']);
});

test('does not wait longer than two seconds', async () => {
  const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
  sleep.mockReturnValueOnce(passed);
  atEnd(() => new Promise(() => undefined));
  const ending = endRun();
  expect(sleep.mock.lastCall?.[0]).toBe(2_000);
  pass();
  await ending;
});
