import { expect, test } from '@jest/globals';
import { isIn } from '../../../../src/deploy/airflow/changed-files.ts';

const CHANGED = {
  folder: '/opt/airflow/dags',
  paths: new Set(['/opt/airflow/dags/orders.py', '/opt/airflow/dags/team/etl.py', '/opt/airflow/plugins/rates.py']),
};

test.each([
  ['the absolute path of a changed file', '/opt/airflow/dags/orders.py', '', true],
  ['its path in the bundle', 'orders.py', '', true],
  ['another file with the same ending', 'special_orders.py', '', false],
  ['another file of the same name', 'etl.py', '', false],
  ['a file of that name in a folder', 'team/etl.py', '', true],
  ['a traceback through a changed file', 'other.py', 'File "/opt/airflow/plugins/rates.py", line 1', true],
  ['an unchanged file', 'other.py', 'File "/opt/airflow/dags/other.py", line 1', false],
])('%s', (_, filename, trace, expected) => {
  expect(isIn({ filename, stack_trace: trace }, CHANGED)).toBe(expected);
});
