import { expect, test } from '@jest/globals';
import { atEnd, endRun } from '../../../src/runner/at-end.ts';

test('does all work once, also if some of it fails', async () => {
  const done: string[] = [];
  atEnd(() => Promise.reject(new Error('no answer')));
  atEnd(async () => done.push('revoked'));
  await Promise.all([endRun(), endRun()]);
  await endRun();
  expect(done).toEqual(['revoked']);
});

test('does not wait longer than two seconds', async () => {
  atEnd(() => new Promise(() => undefined));
  const started = performance.now();
  await endRun();
  expect(performance.now() - started).toBeGreaterThan(1_900);
  expect(performance.now() - started).toBeLessThan(4_000);
});
