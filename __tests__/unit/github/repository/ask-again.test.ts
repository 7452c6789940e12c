import { expect, test } from '@jest/globals';
import { askAgain } from '../../../../src/github/repository/ask-again.ts';

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

test('returns the last answer when the next one would be after the time limit', async () => {
  let asked = 0;
  const ask = async () => ({ value: ++asked, isFinal: false });
  expect(await askAgain(ask, 0)).toBe(1);
  // The second wait, of a second, ends after the limit.
  expect(await askAgain(ask, 1_450)).toBe(3);
});

test('an error ends it', async () => {
  await expect(askAgain(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});
