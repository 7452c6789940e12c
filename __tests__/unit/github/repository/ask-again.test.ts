import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

/** The milliseconds that were waited, in turn; the clock goes on only by these. */
let waits: number[];
const START = Date.now();
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: async (ms: number) => void waits.push(ms) }));
const { askAgain } = await import('../../../../src/github/repository/ask-again.ts');

beforeEach(() => {
  waits = [];
  jest.spyOn(Date, 'now').mockImplementation(() => waits.reduce((time, wait) => time + wait, START));
});
afterEach(() => void jest.restoreAllMocks());

test('asks until an answer is final', async () => {
  const answers = [
    { value: 'early', isFinal: false },
    { value: 'whole', isFinal: true },
    { value: 'later', isFinal: true },
  ];
  const ask = async () => answers.shift() ?? { value: 'none', isFinal: true };
  expect(await askAgain(ask)).toBe('whole');
  expect(answers).toHaveLength(1);
});

test.each([
  [0, 1, []],
  [1_450, 2, [500]],
  [1_500, 3, [500, 1_000]],
  [90_000, 13, [500, 1_000, 2_000, 4_000, 8_000, ...Array(7).fill(10_000)]],
])('within %i ms it asks %i times, and returns the last answer', async (limitMs, times, intervals) => {
  let asked = 0;
  expect(await askAgain(async () => ({ value: ++asked, isFinal: false }), limitMs)).toBe(times);
  expect(waits).toEqual(intervals);
});

test('an error ends it', async () => {
  await expect(askAgain(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});
