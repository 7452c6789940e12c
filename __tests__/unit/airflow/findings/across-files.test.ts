import { expect, test } from '@jest/globals';
import { findLostReferences, findUncalled, findUnstable } from '../../../../src/airflow/findings/across-files.ts';
import { sampleDag, sampleFile, sampleTask } from '../sample-dag.ts';

const ERROR = { message: 'ValueError: no', places: [], line: null, text: '' };

function triggers(dag: string) {
  const note = { kind: 'reference', task: 'go', line: 9, field: 'trigger_dag_id', detail: dag } as const;
  return sampleFile({ dags: [sampleDag({ templates: [note] })] });
}

test('finds a reference to a DAG that no file makes', () => {
  expect(findLostReferences([triggers('gone')], 'dags')).toMatchObject([
    { level: 'warning', code: 'dag-reference', location: { file: 'dags/orders.py', line: 9 } },
  ]);
  expect(findLostReferences([triggers('orders')], 'dags')).toEqual([]);
});

test('finds no lost reference while a file is broken, which may make the DAG', () => {
  const broken = sampleFile({ file: 'broken.py', dags: [], errors: [ERROR] });
  expect(findLostReferences([triggers('gone'), broken], 'dags')).toEqual([]);
});

test('finds a @dag function that is not called, unless a DAG has its name', () => {
  const uncalled = [{ name: 'report', line: 3 }];
  expect(findUncalled([sampleFile({ uncalled })], 'dags')).toMatchObject([
    { code: 'dag-uncalled', location: { file: 'dags/orders.py', line: 3 } },
  ]);
  const other = sampleFile({ file: 'all.py', dags: [sampleDag({ id: 'report' })] });
  expect(findUncalled([sampleFile({ uncalled }), other], 'dags')).toEqual([]);
  expect(findUncalled([sampleFile({ uncalled, errors: [ERROR] })], 'dags')).toEqual([]);
});

test('names the field that differs between two loads', () => {
  const load = (clock: string) => [
    sampleFile({ dags: [sampleDag({ tasks: [sampleTask({ fields: { doc: clock } })] })] }),
  ];
  expect(findUnstable(load('1'), load('2'), 'dags')[0]?.message).toContain('(doc of the task load)');
  expect(findUnstable(load('1'), load('1'), 'dags')).toEqual([]);
});
