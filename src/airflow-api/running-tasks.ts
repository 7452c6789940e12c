import type { AirflowList, AirflowSession } from './session.ts';

/** A task instance that runs. */
export interface RunningTask {
  /** The id of this try: a retry has another. */
  readonly id: string;
  readonly dag_id: string;
  readonly dag_run_id: string;
  readonly task_id: string;
  /** -1 if the task is not mapped. */
  readonly map_index: number;
  /** As the task names it: an alias, a class or a module path; `null`: the default executor. */
  readonly executor: string | null;
}

/** Reads the task instances that run. Deferred ones do not count: they have no process, and a triggerer takes them over. */
export function readRunningTasks(session: AirflowSession): Promise<AirflowList<RunningTask>> {
  return session.list<RunningTask>('dags/~/dagRuns/~/taskInstances', 'task_instances', {
    state: 'running',
    order_by: 'id',
  });
}

/** Returns a name for people: `orders.count`, `orders.count[2]`. */
export function nameOfTask({ dag_id: dag, task_id: task, map_index: index }: RunningTask): string {
  return `${dag}.${task}${index < 0 ? '' : `[${index}]`}`;
}
