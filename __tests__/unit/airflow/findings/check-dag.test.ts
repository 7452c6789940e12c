import { expect, test } from '@jest/globals';
import { checkDag } from '../../../../src/airflow/findings/check-dag.ts';
import { NO_POLICY, sampleDag, sampleTask } from '../sample-dag.ts';

const shown = (...given: Parameters<typeof checkDag>) =>
  checkDag(...given).map(({ level, code, message }) => `${level} ${code}: ${message}`);

test('reports no opinion about owners and retries without a policy', () => {
  expect(checkDag(sampleDag(), 'orders.py', NO_POLICY)).toEqual([]);
});

test('reports an error for a rule that the policy has', () => {
  expect(shown(sampleDag(), 'orders.py', { ...NO_POLICY, owners: ['data'], minRetries: 1 })).toEqual([
    'error dag-no-owner: the DAG orders has tasks without an owner',
    'error dag-retries: tasks of orders with fewer than 1 retry: load',
  ]);
  expect(shown(sampleDag(), 'orders.py', { ...NO_POLICY, owners: ['airflow'], minRetries: 0 })).toEqual([]);
});

test('reports a memory address only where Airflow stores it', () => {
  const dag = sampleDag({ tasks: [sampleTask({ live: ['op_kwargs'] })] });
  expect(shown(dag, 'orders.py', NO_POLICY)).toEqual([expect.stringContaining('in op_kwargs of the task load')]);
});

test('joins the tasks whose templates fail for the same reason', () => {
  const note = { kind: 'removed-name', field: 'sql', detail: 'execution_date', instead: 'logical_date' } as const;
  const templates = ['a', 'b'].map((task, index) => ({ ...note, task, line: 8 + index }));
  const [found, ...more] = checkDag(sampleDag({ templates }), 'orders.py', NO_POLICY);
  expect(more).toEqual([]);
  expect(found).toMatchObject({ level: 'warning', code: 'dag-template', location: { line: 8 } });
  expect(found?.message).toBe(
    'sql of a, b in orders uses {{ execution_date }}, which Airflow 3 does not have: the task will fail. Write {{ logical_date }}',
  );
});
