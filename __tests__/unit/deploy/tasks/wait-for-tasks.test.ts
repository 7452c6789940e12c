import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type Airflow, startAirflow } from '../../../../sandbox/airflow/index.ts';
import type { RunningTask } from '../../../../src/airflow-api/running-tasks.ts';

/** What happens between two looks. */
let between: () => void = () => undefined;
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: async () => between() }));
const { AirflowSession } = await import('../../../../src/airflow-api/session.ts');
const { waitForTasks } = await import('../../../../src/deploy/tasks/wait-for-tasks.ts');

const account = { username: 'deployer', password: 'sandbox-airflow-password-04' };
const choose = async (running: readonly RunningTask[]) => running;
let airflow: Airflow;

beforeEach(async () => {
  airflow = await startAirflow({ accounts: [{ ...account, role: 'viewer' }] });
});
afterEach(() => airflow.close());

async function wait(limitMs: number, events: (() => void)[], chosen = choose) {
  const log: string[] = [];
  between = () => events.shift()?.();
  const session = new AirflowSession({ server: airflow.url, account });
  const waited = await waitForTasks(session, { limitMs, choose: chosen, log: (line) => log.push(line) });
  return { waited, log, left: events.length };
}

test('ends at the first look if nothing is to be waited for', async () => {
  airflow.state.startTask('a', 'one');
  const { waited, log } = await wait(60_000, [], async () => []);
  expect(waited).toMatchObject({ left: [], hasWaited: false, trouble: undefined });
  expect(log).toEqual([]);
});

test('logs each change once, and ends without the tasks that started meanwhile', async () => {
  const [one = '', two = ''] = ['one', 'two'].map((task) => airflow.state.startTask('a', task));
  const { waited, log } = await wait(60_000, [
    () => undefined,
    () => airflow.state.endTask(one),
    () => void airflow.state.startTask('b', 'late'),
    () => airflow.state.endTask(two),
  ]);
  expect(log).toEqual(['Waiting for 2 tasks (a.one, a.two)', 'Waiting for 1 task (a.two)']);
  expect(waited).toMatchObject({ left: [], hasWaited: true, running: [{ dag_id: 'b', task_id: 'late' }] });
});

test('a list of several pages must lack a task twice, because it changes while it is read', async () => {
  const watched = airflow.state.startTask('a', 'watched');
  for (let index = 0; index < 120; index += 1) airflow.state.startTask('b', 'many', { mapIndex: index });
  const only = async (running: readonly RunningTask[]) => running.filter(({ dag_id: dag }) => dag === 'a');
  const task = airflow.state.tasks.get(watched);
  const { waited, left } = await wait(
    60_000,
    [
      () => airflow.state.endTask(watched),
      () => void (task && airflow.state.tasks.set(watched, task)),
      () => airflow.state.endTask(watched),
      () => undefined,
      () => undefined,
    ],
    only,
  );
  expect([waited.left, left]).toEqual([[], 1]);
});

test('goes on during an outage, and says at the limit that the tasks are not known', async () => {
  airflow.service.faults.plan({ route: /taskInstances/, nth: 1, fault: { status: 503 } });
  const { waited, log } = await wait(0, []);
  expect(waited).toMatchObject({ left: undefined, trouble: expect.stringContaining('failed: 503'), hasWaited: false });
  expect(log).toEqual([expect.stringContaining('failed: 503')]);
});
