import { UserError } from '../../errors.ts';
import { minutes, optional } from '../../runner/inputs.ts';
import type { TaskWait } from '../options.ts';

/**
 * Reads how the commit waits for running tasks; `undefined` if it does not.
 * @throws UserError `input-minutes`, `input-wait-for-tasks`
 */
export function readTaskWait(): TaskWait | undefined {
  const atLimit = optional('wait-for-tasks-timeout') ?? 'deploy';
  if (atLimit !== 'deploy' && atLimit !== 'fail') {
    throw new UserError(
      'input-wait-for-tasks',
      `The input wait-for-tasks-timeout is ${JSON.stringify(atLimit)}.`,
      'Write deploy or fail.',
    );
  }
  if ((optional('wait-for-tasks') ?? '0') === '0') return undefined;
  if (optional('mode')?.toLowerCase() === 'pull-request') {
    throw new UserError(
      'input-wait-for-tasks',
      'wait-for-tasks is set with mode: pull-request, but the deployment begins when that pull request is merged.',
      'Remove wait-for-tasks.',
    );
  }
  return { limitMs: minutes('wait-for-tasks'), atLimit };
}
