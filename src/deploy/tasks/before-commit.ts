import { info } from '@actions/core';
import { readExecutorSetting } from '../../airflow-api/executors.ts';
import type { RunningTask } from '../../airflow-api/running-tasks.ts';
import { AirflowSession } from '../../airflow-api/session.ts';
import { waitForReplica } from '../../bump-values/wait-for-replica.ts';
import type { Outcome } from '../../eager.ts';
import { reevaluateGates } from '../../gates/evaluate.ts';
import type { ApprovedDeployment, GateDecision } from '../../gates/verdict.ts';
import { readTaskSettings } from '../../gitops/chart/task-settings.ts';
import type { Clients } from '../../gitops/request.ts';
import { annotate } from '../../runner/annotate.ts';
import { writeSummary } from '../../runner/summary.ts';
import { formatError } from '../../translate/translate.ts';
import type { TaskNews } from '../observers/observer.ts';
import type { TaskWait, WholeDeployment } from '../options.ts';
import type { Stepper } from '../steps.ts';
import { describeStopped, stillRunning } from './errors.ts';
import { findWait } from './find-wait.ts';
import { describeTasks, formatTasks, nameTasks } from './format-tasks.ts';
import { findStopped, groupTasks, type TaskGroup, type TaskReading } from './interruption.ts';
import { awaitTasks } from './read-tasks.ts';
import { type TasksWaitedFor, waitForTasks } from './wait-for-tasks.ts';

export interface TaskContext {
  readonly clients: Clients;
  readonly options: WholeDeployment;
  readonly step: Stepper;
  /** Notifies the observers. */
  readonly notify: (news: TaskNews) => void;
}

/** Shows what the commit does to the tasks that ran while the image was built; `waitBeforeCommit` shows it itself. Never throws. */
export async function showTasks(
  { options, notify }: TaskContext,
  { file }: ApprovedDeployment,
  reading: Promise<Outcome<TaskReading> | undefined>,
): Promise<void> {
  if (findWait(options) !== undefined) return;
  const { request } = options;
  try {
    const tasks = await awaitTasks(reading);
    if (tasks === undefined) return;
    const groups = groupTasks(tasks, readTaskSettings(file, request.target, request.version.image));
    show(groups, notify, { isWaiting: false });
  } catch (error) {
    const message = `It is not known which tasks the deployment interrupts: ${formatError(error)}`;
    annotate('notice', 'running tasks not known', message);
  }
}

/**
 * Waits for the running tasks that the commit would stop. After a wait, asks the gates again: a hold or a newer deployment
 * may have come meanwhile.
 * @throws UserError `tasks-still-running`; AirflowApiError: both only with `wait-for-tasks-timeout: fail`; GatedError; as
 * `waitForReplica`
 */
export async function waitBeforeCommit(context: TaskContext, approved: ApprovedDeployment): Promise<GateDecision> {
  const { clients, options, step } = context;
  const wait = findWait(options);
  if (wait === undefined) return approved;
  // Nothing slow may follow the wait, because new tasks start meanwhile.
  await waitForReplica(clients, options.request, approved.digest);
  const waited = await step('wait-for-tasks', () => waitForStopped(context, wait, approved));
  return waited?.hasWaited === false ? approved : reevaluateGates(clients, options.request, approved);
}

async function waitForStopped(
  { options: { request, rollout }, notify }: TaskContext,
  { limitMs, atLimit }: TaskWait,
  { file }: ApprovedDeployment,
): Promise<TasksWaitedFor | undefined> {
  if (rollout?.airflow === undefined) return undefined;
  const { version, target } = request;
  const session = new AirflowSession(rollout.airflow.api);
  const settings = readTaskSettings(file, target, version.image);
  let executor: string | undefined;
  const group = (tasks: readonly RunningTask[]) => groupTasks({ tasks, executor }, settings);
  const choose = async (running: readonly RunningTask[]) => {
    executor = await readExecutorSetting(session).catch(() => undefined);
    const stopped = findStopped(group(running));
    if (stopped.length > 0) show(group(running), notify, { isWaiting: true });
    return stopped;
  };
  try {
    const waited = await waitForTasks(session, { limitMs, choose, log: info });
    report(waited, group(waited.running), notify);
    const { left, trouble } = waited;
    if (left?.length === 0 && trouble === undefined) return waited;
    if (atLimit === 'fail') throw stillRunning(version.tag, session.server, limitMs, waited);
    annotate('warning', 'tasks still running', describeStopped(limitMs, waited));
    return waited;
  } catch (error) {
    if (atLimit === 'fail') throw error;
    const message = `The deployment does not wait for running tasks: ${formatError(error)}`;
    annotate('warning', 'running tasks not known', message);
    return undefined;
  }
}

/** Shows the tasks of the last look, and logs those that started during the wait. */
function report(
  { left, hasWaited }: TasksWaitedFor,
  groups: readonly TaskGroup[],
  notify: TaskContext['notify'],
): void {
  if (left === undefined) return;
  const ids = new Set(left.map(({ id }) => id));
  const started = findStopped(groups).filter(({ id }) => !ids.has(id));
  if (hasWaited && started.length > 0) info(`Started during the wait, and not waited for: ${nameTasks(started)}`);
  show(groups, notify, { isWaiting: false });
}

function show(
  groups: readonly TaskGroup[],
  notify: TaskContext['notify'],
  { isWaiting }: Pick<TaskNews, 'isWaiting'>,
): void {
  const text = formatTasks(groups);
  info(describeTasks(groups));
  writeSummary('tasks', text);
  notify({ text: groups.length === 0 ? '' : text, stopped: findStopped(groups).length, isWaiting });
}
