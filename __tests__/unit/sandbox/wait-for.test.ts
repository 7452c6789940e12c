import { expect, test } from '@jest/globals';
import { waitFor } from '../../../sandbox/wait-for.ts';

test('returns the first answer that is neither undefined, null nor false', async () => {
  const answers = [undefined, null, false, 0];
  expect(await waitFor('a number', () => answers.shift(), { everyMs: 0 })).toBe(0);
});

test('says what it waited for, and how long', async () => {
  const waiting = waitFor('the commit of version-1', () => Promise.resolve(false), { limitMs: 20, everyMs: 1 });
  await expect(waiting).rejects.toThrow('Timed out after 0.02 s waiting for the commit of version-1');
});

test.each([
  ['what was seen last', () => Promise.resolve('Status: starting')],
  ['the error of a log that cannot be read', () => Promise.reject(new Error('Status: starting'))],
])('after the time limit, the error also contains %s', async (_, explain) => {
  const waiting = waitFor('BuildKit to run', () => false, { limitMs: 20, everyMs: 1, explain });
  await expect(waiting).rejects.toThrow(/^Timed out after 0.02 s waiting for BuildKit to run:\n.*Status: starting$/);
});

test('throws what the question throws', async () => {
  const waiting = waitFor('an answer', () => Promise.reject(new Error('the server ended')));
  await expect(waiting).rejects.toThrow('the server ended');
});
