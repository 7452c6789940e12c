import type { RunningTask } from '../../../../src/airflow-api/running-tasks.ts';

/** Returns a running task by the name `dag.task`. */
export function taskOf(name: string, more: Partial<RunningTask> = {}): RunningTask {
  const [dag = '', task = ''] = name.split('.');
  return { id: name, dag_id: dag, dag_run_id: 'run', task_id: task, map_index: -1, executor: null, ...more };
}
