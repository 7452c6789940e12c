import { setTimeout as sleep } from 'node:timers/promises';
import { isAirflowOutage } from '../../airflow-api/errors.ts';
import { type RunningTask, readRunningTasks } from '../../airflow-api/running-tasks.ts';
import type { AirflowSession } from '../../airflow-api/session.ts';
import { nameTasks } from './format-tasks.ts';

const LOOK_EVERY_MS = 5_000;
/** How many looks in a row must lack a task, because a list of several pages changes while it is read. */
const LOOKS_TO_BE_SURE = 2;

export interface TaskWaiting {
  readonly limitMs: number;
  /** Returns the tasks among those that run for which to wait. */
  readonly choose: (running: readonly RunningTask[]) => Promise<readonly RunningTask[]>;
  /** Called with each change, as a sentence. */
  readonly log: (sentence: string) => void;
}

export interface TasksWaitedFor {
  /** The tasks that still run; `undefined` if Airflow never answered. */
  readonly left: readonly RunningTask[] | undefined;
  /** All tasks of the last look. */
  readonly running: readonly RunningTask[];
  /** Why Airflow did not answer at the end. */
  readonly trouble: string | undefined;
  /** Whether time passed, in which the gates' answers may have changed. */
  readonly hasWaited: boolean;
}

/**
 * Waits for the tasks that are chosen at the first look, and not for those that start later: on a busy Airflow, some task
 * always runs. Goes on while Airflow does not answer, until the time limit.
 * @throws AirflowApiError if Airflow refuses the request
 */
export async function waitForTasks(session: AirflowSession, waiting: TaskWaiting): Promise<TasksWaitedFor> {
  const end = Date.now() + waiting.limitMs;
  const watched = new WatchedTasks(waiting);
  for (let looks = 1; ; looks += 1) {
    const trouble = await watched.look(session);
    const isOver = Date.now() + LOOK_EVERY_MS > end;
    if (watched.left?.length === 0 || isOver)
      return { left: watched.left, running: watched.running, trouble, hasWaited: looks > 1 };
    await sleep(LOOK_EVERY_MS);
  }
}

/** The tasks that a run waits for, and how many looks in a row lacked each. */
class WatchedTasks {
  readonly #waiting: TaskWaiting;
  #absences: Map<RunningTask, number> | undefined;
  #said = '';
  running: readonly RunningTask[] = [];

  constructor(waiting: TaskWaiting) {
    this.#waiting = waiting;
  }

  get left(): readonly RunningTask[] | undefined {
    return this.#absences && [...this.#absences.keys()];
  }

  /** Returns why Airflow did not answer; `undefined` if it did. */
  async look(session: AirflowSession): Promise<string | undefined> {
    try {
      const { items, isOnePage } = await readRunningTasks(session);
      this.running = items;
      if (this.#absences === undefined)
        this.#absences = new Map((await this.#waiting.choose(items)).map((task) => [task, 0]));
      else this.#compare(items, isOnePage ? 1 : LOOKS_TO_BE_SURE);
      if (this.#absences.size > 0) this.#say(`Waiting for ${nameTasks([...this.#absences.keys()])}`);
      return undefined;
    } catch (error) {
      if (!isAirflowOutage(error)) throw error;
      this.#say(error.message);
      return error.message;
    }
  }

  #compare(running: readonly RunningTask[], looksToBeSure: number): void {
    const ids = new Set(running.map(({ id }) => id));
    for (const [task, absences] of this.#absences ?? []) {
      if (ids.has(task.id)) this.#absences?.set(task, 0);
      else if (absences + 1 >= looksToBeSure) this.#absences?.delete(task);
      else this.#absences?.set(task, absences + 1);
    }
  }

  #say(sentence: string): void {
    if (sentence !== this.#said) this.#waiting.log(sentence);
    this.#said = sentence;
  }
}
