import { expect, test } from '@jest/globals';
import { describeTasks, formatTasks, nameTasks } from '../../../../src/deploy/tasks/format-tasks.ts';
import { taskOf } from './sample-tasks.ts';

const KUBERNETES = { executor: 'KubernetesExecutor', fate: 'continues', graceSeconds: undefined } as const;
const CELERY = { executor: 'CeleryExecutor', fate: 'stops', graceSeconds: undefined } as const;
const UNKNOWN = { executor: undefined, fate: 'unknown', graceSeconds: undefined } as const;

test('describes one task, several, and none', () => {
  expect(describeTasks([])).toBe('No task is running, so the deployment interrupts none');
  expect(describeTasks([{ ...CELERY, tasks: [taskOf('a.one')] }])).toBe(
    '1 task of 1 DAG running at the deployment: 1 (CeleryExecutor) has the grace period of the pod to end, then Kubernetes stops it',
  );
  const groups = [
    { ...KUBERNETES, tasks: [taskOf('a.one'), taskOf('b.one')] },
    { ...UNKNOWN, tasks: [taskOf('a.two')] },
  ];
  expect(describeTasks(groups)).toBe(
    '3 tasks of 2 DAGs running at the deployment: 2 (KubernetesExecutor) continue in their own pods; 1 (executor not known) may be stopped: it is not known where this executor runs tasks',
  );
});

test('folds a list with at most 20 DAGs, in which names of tasks are inert', () => {
  const tasks = Array.from({ length: 25 }, (_, index) => taskOf(`dag${String(index).padStart(2, '0')}.x|y</details>`));
  const text = formatTasks([{ ...CELERY, tasks }]);
  expect(text.match(/^- `dag/gm)).toHaveLength(20);
  expect(text).toContain('- `dag00`: 1 task (`x|y</details>`)');
  expect(text).toContain('- and 5 more DAGs');
});

test('names the first tasks, with the index of a mapped one', () => {
  const tasks = [0, 1, 2, 3, 4, 5].map((index) => taskOf('a.one', { map_index: index }));
  expect(nameTasks(tasks)).toBe('6 tasks (a.one[0], a.one[1], a.one[2], a.one[3], a.one[4], and 1 more)');
});
