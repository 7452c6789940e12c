import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type Airflow, startAirflow } from '../../../../sandbox/airflow/index.ts';

/** What happens between two looks. */
let between: () => void = () => undefined;
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: async () => between() }));
const { AirflowSession } = await import('../../../../src/airflow-api/session.ts');
const { checkRunnable } = await import('../../../../src/deploy/smoke/check-runnable.ts');

const HOUR_MS = 3_600_000;
const account = { username: 'deployer', password: 'sandbox-airflow-password-05' };
const SUBJECT = { tag: 'version-1', commit: 'c'.repeat(40), runUrl: 'https://github.example/run', wayBack: 'Go back.' };
let airflow: Airflow;
let looks: number;

beforeEach(async () => {
  airflow = await startAirflow({ accounts: [{ ...account, role: 'viewer' }] });
  looks = 1;
});
afterEach(() => airflow.close());

function check(isAllParsed: boolean, events: (() => void)[] = []): Promise<number> {
  between = () => {
    looks += 1;
    events.shift()?.();
  };
  const session = new AirflowSession({ server: airflow.url, account });
  const committedAt = Date.now() - 10_000;
  return checkRunnable(session, ['smoke'], SUBJECT, { end: Date.now() + 60_000, isAllParsed, committedAt });
}

test('returns Airflow’s time if every DAG can run', async () => {
  airflow.state.addDag('smoke');
  expect(Math.abs((await check(true)) - Date.now())).toBeLessThan(5_000);
  expect(looks).toBe(1);
});

test('waits for a file that was not parsed since the commit, and for a DAG that does not exist yet', async () => {
  airflow.state.parseMs = HOUR_MS * 1_000;
  await check(false, [
    () => void airflow.state.addDag('smoke'),
    () => undefined,
    () => {
      airflow.state.parseMs = 1;
    },
  ]);
  expect(looks).toBe(4);
});

test('a DAG that is missing although every file is parsed, or that is paused, is an error at once', async () => {
  const code = 'smoke-dag-not-runnable';
  await expect(check(true)).rejects.toMatchObject({ code, message: expect.stringContaining('has no DAG smoke') });
  airflow.state.addDag('smoke', { isPaused: true });
  await expect(check(true)).rejects.toMatchObject({ code, message: expect.stringContaining('smoke is paused') });
  expect(looks).toBe(1);
});
