import { expect, test } from '@jest/globals';
import { compareDags } from '../../../../src/airflow/changes/compare.ts';
import { sampleDag, sampleFile, sampleTask } from '../sample-dag.ts';

const BASE = [sampleFile()];

function withTask(fields: Readonly<Record<string, string>>) {
  return [sampleFile({ dags: [sampleDag({ tasks: [sampleTask({ fields })] })] })];
}

test('a DAG whose file no longer loads is broken at its line, not removed', () => {
  const error = { message: 'ValueError: no\nmore', places: [['/code/dags/orders.py', 4]] as const, line: 5, text: '' };
  const [change] = compareDags(BASE, [sampleFile({ dags: [], errors: [error] })]);
  expect(change).toMatchObject({ kind: 'broken', id: 'orders', differences: ['line 4: ValueError: no'] });
});

test('a DAG that no file makes any more is removed', () => {
  expect(compareDags(BASE, [sampleFile({ dags: [] })])).toMatchObject([{ kind: 'removed', id: 'orders' }]);
});

test('a changed field of a task has its values before and after', () => {
  const [change] = compareDags(BASE, withTask({ bash_command: 'echo 2' }));
  expect(change?.differences).toEqual(['changed tasks: load (bash_command)']);
  expect(change?.fields).toEqual([{ task: 'load', field: 'bash_command', before: 'echo 1', after: 'echo 2' }]);
});

test('a setting of the DAG is named', () => {
  const after = [sampleFile({ dags: [sampleDag({ settings: { max_active_runs: '1' } })] })];
  expect(compareDags(BASE, after)[0]?.differences).toEqual(['settings: max_active_runs']);
});

test('a field that differs between two loads of the same files is not a change', () => {
  const before = withTask({ bash_command: 'echo 1', doc: 'noon' });
  const [after, again] = ['one', 'two'].map((doc) => withTask({ bash_command: 'echo 1', doc }));
  expect(compareDags(before, after ?? [], again)).toEqual([]);
  const changed = ['one', 'two'].map((doc) => withTask({ bash_command: 'echo 2', doc }));
  expect(compareDags(before, changed[0] ?? [], changed[1])[0]?.differences).toEqual([
    'changed tasks: load (bash_command)',
  ]);
});

test('the most important change comes first', () => {
  const file = (id: string) => sampleFile({ file: `${id}.py`, dags: [sampleDag({ id, tasks: [] })] });
  const changes = compareDags([file('z')], [file('a')]);
  expect(changes.map(({ kind, id }) => [kind, id])).toEqual([
    ['removed', 'z'],
    ['added', 'a'],
  ]);
});
