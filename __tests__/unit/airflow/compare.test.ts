import { expect, test } from '@jest/globals';
import { compareDags } from '../../../src/airflow/compare.ts';
import type { Dag, FileReport, Task } from '../../../src/airflow/inventory.ts';

const task = (id: string, more: Partial<Task> = {}): Task => ({
  id,
  line: 1,
  type: 'BashOperator',
  owner: 'data',
  retries: 0,
  downstream: [],
  live: [],
  ...more,
});

const dag = (id: string, more: Partial<Dag> = {}): Dag => ({
  id,
  line: 1,
  schedule: '@daily',
  owners: ['data'],
  tags: [],
  catchupInDefaultArgs: false,
  tasks: [task('load')],
  problem: null,
  fingerprint: JSON.stringify([id, more]),
  ...more,
});

const files = (...dags: readonly Dag[]): FileReport[] => dags.map((each) => ({ file: `${each.id}.py`, dags: [each] }));

const changes = (before: readonly FileReport[], after: readonly FileReport[]) =>
  compareDags(before, after).map(({ kind, id, differences }) => [kind, id, ...differences]);

test('DAGs with the same fingerprint are equal, also at other lines', () => {
  expect(changes(files(dag('a')), files({ ...dag('a'), line: 9 }))).toEqual([]);
});

test('lists added, removed and changed DAGs by id', () => {
  const before = files(dag('b'), dag('c', { tasks: [task('x')] }));
  const after = files(dag('b', { schedule: '@hourly', tags: ['sales'] }), dag('a', { tasks: [task('y')] }));
  expect(changes(before, after)).toEqual([
    ['added', 'a'],
    ['changed', 'b', 'schedule: @daily → @hourly', 'tags: none → sales'],
    ['removed', 'c'],
  ]);
});

test('names new, removed and changed tasks, but not a task that only moved to another line', () => {
  const before = files(dag('a', { tasks: [task('old'), task('same'), task('load')] }));
  const after = files(dag('a', { tasks: [task('new'), task('same', { line: 7 }), task('load', { retries: 3 })] }));
  expect(changes(before, after)).toEqual([
    ['changed', 'a', 'new tasks: new', 'removed tasks: old', 'changed tasks: load'],
  ]);
});

test('a removed and an added id with the same schedule and tasks are one renamed DAG', () => {
  expect(changes(files(dag('old')), files(dag('new')))).toEqual([['renamed', 'new', 'before: old']]);
});

test('two removed DAGs are not both renamed to the same one', () => {
  const kinds = changes(files(dag('a'), dag('b')), files(dag('c'))).map(([kind]) => kind);
  expect(kinds.sort()).toEqual(['removed', 'renamed']);
});

test('a DAG without tasks is never renamed', () => {
  expect(changes(files(dag('old', { tasks: [] })), files(dag('new', { tasks: [] })))).toEqual([
    ['added', 'new'],
    ['removed', 'old'],
  ]);
});

test('a change that no line describes is one of other settings', () => {
  expect(changes(files(dag('a')), files(dag('a', { catchupInDefaultArgs: true })))).toEqual([
    ['changed', 'a', 'other settings'],
  ]);
});
