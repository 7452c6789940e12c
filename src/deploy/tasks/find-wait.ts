import type { TaskWait, WholeDeployment } from '../options.ts';

/** Returns how the run waits for tasks; `undefined` for an emergency, and if it makes no commit by itself. */
export function findWait({ request, rollout }: Pick<WholeDeployment, 'request' | 'rollout'>): TaskWait | undefined {
  const { approval, delivery } = request;
  const isUrgent = approval.breakGlass !== undefined;
  return isUrgent || delivery.dryRun || delivery.mode !== 'commit' ? undefined : rollout?.airflow?.waitForTasks;
}
