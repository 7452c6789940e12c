import { expect, test } from '@jest/globals';
import type { Dag, Task } from '../../../src/airflow/inventory.ts';
import { drawDag } from '../../../src/airflow/picture.ts';

function task(id: string, changed: Partial<Task> = {}): Task {
  return { id, line: 1, type: 'BashOperator', owner: 'ada', retries: 2, downstream: [], live: [], ...changed };
}

function dag(tasks: readonly Task[], schedule = '@daily'): Dag {
  const shape = { id: 'orders', line: 1, schedule, owners: ['ada'], tags: [], catchupInDefaultArgs: false };
  return { ...shape, tasks, problem: null, fingerprint: schedule };
}

const BEFORE = dag([task('extract', { downstream: ['load'] }), task('load')]);

test.each([
  ['another schedule', dag(BEFORE.tasks, '@hourly')],
  ['other lines', dag(BEFORE.tasks.map((each) => ({ ...each, line: 9 })))],
])('%s alone is not drawn, because the picture would show no change', (_, after) => {
  expect(drawDag({ before: BEFORE, after })).toBeUndefined();
});

test.each([
  ['a changed task', dag([task('extract', { downstream: ['load'], retries: 3 }), task('load')])],
  ['a removed edge', dag([task('extract'), task('load')])],
  ['a removed task', dag([task('load')])],
])('%s is drawn', (_, after) => {
  expect(drawDag({ before: BEFORE, after })).toMatch(/^flowchart LR\n/);
});

test('a new DAG is drawn', () => expect(drawDag({ before: undefined, after: BEFORE })).toContain(':::added'));
