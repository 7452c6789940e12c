import type { Dag, FileReport, Task } from '../../../src/airflow/inventory.ts';

export function sampleTask(changes: Partial<Task> = {}): Task {
  const shape = { id: 'load', line: 7, type: 'BashOperator', owner: 'airflow', retries: 0, group: null };
  return { ...shape, downstream: [], fields: { bash_command: 'echo 1' }, live: [], ...changes };
}

/** A DAG whose hash is its own content. */
export function sampleDag(changes: Partial<Dag> = {}): Dag {
  const shape = {
    id: 'orders',
    line: 5,
    schedule: '@daily',
    owners: ['airflow'],
    tags: [],
    catchupInDefaultArgs: false,
  };
  const dag = { ...shape, tasks: [sampleTask()], settings: {}, templates: [], problem: null, ...changes };
  return { fingerprint: JSON.stringify(dag), ...dag };
}

export function sampleFile(changes: Partial<FileReport> = {}): FileReport {
  return { file: 'orders.py', dags: [sampleDag()], errors: [], effects: [], ...changes };
}

export const NO_POLICY = { dagId: undefined, owners: undefined, tags: undefined, minRetries: undefined };
