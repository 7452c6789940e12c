import { expect, test } from '@jest/globals';
import { awaitTasks } from '../../../../src/deploy/tasks/read-tasks.ts';
import { settle } from '../../../../src/eager.ts';
import { taskOf } from './sample-tasks.ts';

const READING = { tasks: [taskOf('orders.count')], executor: undefined };

test('a reading that ended during the build has no limit, and one that was not made has no tasks', async () => {
  expect(await awaitTasks(settle(Promise.resolve(READING)), 0)).toEqual(READING);
  expect(await awaitTasks(Promise.resolve(undefined), 0)).toBeUndefined();
});

test('a reading that goes on is awaited until the time limit, which begins with the wait', async () => {
  const { promise, resolve } = Promise.withResolvers<typeof READING>();
  const reading = settle(promise);
  await expect(awaitTasks(reading, 10)).rejects.toThrow('Airflow did not answer within 0.01 seconds');
  const waiting = awaitTasks(reading, 60_000);
  resolve(READING);
  expect(await waiting).toEqual(READING);
});

test('a failed reading fails with its own error', async () => {
  await expect(awaitTasks(settle(Promise.reject(new Error('no such host'))), 10)).rejects.toThrow('no such host');
});
