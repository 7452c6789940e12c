import { UserError } from '../../errors.ts';
import { plural } from '../../plural.ts';
import { nameTasks } from './format-tasks.ts';
import type { TasksWaitedFor } from './wait-for-tasks.ts';

type Waited = Pick<TasksWaitedFor, 'left' | 'trouble'>;

/** Returns the error for tasks that the commit would stop and that run at the time limit. Nothing is committed. */
export function stillRunning(tag: string, server: string, limitMs: number, waited: Waited): UserError {
  return new UserError(
    'tasks-still-running',
    `${tag} was not deployed: ${describeRest(limitMs, waited)} (${server}).`,
    'Run this job again when they have ended: the image is not built again. To wait longer, raise wait-for-tasks. To stop the tasks, set wait-for-tasks-timeout: deploy.',
  );
}

/** Returns the warning for the same where the deployment goes on. */
export function describeStopped(limitMs: number, waited: Waited): string {
  return `The deployment goes on, although ${describeRest(limitMs, waited)}.`;
}

function describeRest(limitMs: number, { left, trouble }: Waited): string {
  const time = plural(limitMs / 60_000, 'minute');
  if (left === undefined || trouble !== undefined)
    return `after ${time} Airflow has not confirmed that the tasks that the deployment would stop have ended: ${trouble ?? 'no answer'}`;
  const verb = left.length === 1 ? 'runs' : 'run';
  return `${nameTasks(left)} still ${verb} after ${time}, and the deployment stops ${left.length === 1 ? 'it' : 'them'}`;
}
