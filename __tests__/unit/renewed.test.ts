import { expect, test } from '@jest/globals';
import { renewed } from '../../src/renewed.ts';

test('calls at the same time share one value, which is made again when its time has passed', async () => {
  let made = 0;
  let until = Number.POSITIVE_INFINITY;
  const current = renewed(
    async (name: string) => `${name} ${++made}`,
    () => until,
  );
  expect(await Promise.all([current('a'), current('b')])).toEqual(['a 1', 'a 1']);
  until = Date.now() - 1;
  const again = renewed(
    async () => ++made,
    () => until,
  );
  expect([await again(), await again()]).toEqual([2, 3]);
});

test('a failure is not kept', async () => {
  const answers = [Promise.reject(new Error('late')), Promise.resolve('value')];
  const current = renewed(
    () => answers.shift() ?? Promise.reject(new Error('none')),
    () => Number.POSITIVE_INFINITY,
  );
  await expect(current()).rejects.toThrow('late');
  expect(await current()).toBe('value');
  expect(await current()).toBe('value');
});
