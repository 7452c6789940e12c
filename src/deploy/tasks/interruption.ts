import { parseExecutors } from '../../airflow-api/executors.ts';
import type { RunningTask } from '../../airflow-api/running-tasks.ts';
import type { TaskSettings } from '../../gitops/chart/task-settings.ts';

/** What a deployment does to the tasks of one executor. */
export interface TaskGroup {
  /** The executor's class; `undefined` if it is not known. */
  readonly executor: string | undefined;
  /**
   * `continues`: the tasks have pods of their own. `stops`: their pod is replaced, and they have the grace period to end.
   * `unknown`: the run does not know where this executor runs its tasks.
   */
  readonly fate: 'continues' | 'stops' | 'unknown';
  /** How long Kubernetes lets their pod end; `undefined` if that is not known. */
  readonly graceSeconds: number | undefined;
  readonly tasks: readonly RunningTask[];
}

/** What Airflow says about its tasks. */
export interface TaskReading {
  readonly tasks: readonly RunningTask[];
  /** The setting `[core] executor`; `undefined` if Airflow does not show it. */
  readonly executor: string | undefined;
}

/** Groups running tasks by executor. Airflow's own setting wins over that of the values file. */
export function groupTasks({ tasks, executor }: TaskReading, settings: TaskSettings): TaskGroup[] {
  const setting = executor ?? settings.executor;
  const find = setting === undefined ? (name: string | null) => name ?? undefined : parseExecutors(setting);
  const byExecutor = Map.groupBy(tasks, (task) => find(task.executor));
  return [...byExecutor].map(([name, own]) => ({ executor: name, ...fateOf(name, settings), tasks: own }));
}

/** Returns the tasks that the deployment stops, or may stop. */
export function findStopped(groups: readonly TaskGroup[]): RunningTask[] {
  return groups.flatMap(({ fate, tasks }) => (fate === 'continues' ? [] : tasks));
}

function fateOf(
  executor: string | undefined,
  { graceSeconds }: TaskSettings,
): Pick<TaskGroup, 'fate' | 'graceSeconds'> {
  switch (executor) {
    case 'KubernetesExecutor':
      return { fate: 'continues', graceSeconds: undefined };
    case 'CeleryExecutor':
    case 'LocalExecutor':
      return { fate: 'stops', graceSeconds: graceSeconds[executor] };
    default:
      return { fate: 'unknown', graceSeconds: undefined };
  }
}
