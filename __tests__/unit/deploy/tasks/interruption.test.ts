import { expect, test } from '@jest/globals';
import { findStopped, groupTasks } from '../../../../src/deploy/tasks/interruption.ts';
import { taskOf } from './sample-tasks.ts';

const SETTINGS = { executor: 'CeleryExecutor', graceSeconds: { CeleryExecutor: 600, LocalExecutor: 10 } };

test('groups tasks by executor, with what happens to each', () => {
  const tasks = [
    taskOf('a.one'),
    taskOf('a.two', { executor: 'KubernetesExecutor' }),
    taskOf('b.one', { executor: 'LocalExecutor' }),
    taskOf('b.two', { executor: 'EdgeExecutor' }),
  ];
  const groups = groupTasks({ tasks, executor: undefined }, SETTINGS);
  expect(groups.map(({ executor, fate, graceSeconds }) => [executor, fate, graceSeconds])).toEqual([
    ['CeleryExecutor', 'stops', 600],
    ['KubernetesExecutor', 'continues', undefined],
    ['LocalExecutor', 'stops', 10],
    ['EdgeExecutor', 'unknown', undefined],
  ]);
  expect(findStopped(groups).map(({ id }) => id)).toEqual(['a.one', 'b.one', 'b.two']);
});

test('the setting of Airflow wins over the values file; without both, the default executor is not known', () => {
  const tasks = [taskOf('a.one')];
  const [known] = groupTasks({ tasks, executor: 'KubernetesExecutor' }, SETTINGS);
  expect(known).toMatchObject({ executor: 'KubernetesExecutor', fate: 'continues' });
  const [unknown] = groupTasks({ tasks, executor: undefined }, { ...SETTINGS, executor: undefined });
  expect(unknown).toMatchObject({ executor: undefined, fate: 'unknown' });
});
