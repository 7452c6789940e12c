import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Airflow, startAirflow } from '../../../sandbox/airflow/index.ts';
import { AirflowSession } from '../../../src/airflow-api/session.ts';

const account = { username: 'deployer', password: 'sandbox-airflow-password-03' };
let airflow: Airflow;

beforeEach(async () => {
  airflow = await startAirflow({ accounts: [{ ...account, role: 'user' }] });
});
afterEach(() => airflow.close());

test('logs in again once if the token has expired, and not for a token that the user gave', async () => {
  const session = new AirflowSession({ server: airflow.url, account });
  await session.call('/api/v2/dags');
  airflow.expireTokens();
  expect((await session.call('/api/v2/dags')).status).toBe(200);
  const calls = airflow.service.calls.map(({ route, status }) => `${status} ${route}`);
  expect(calls).toEqual([
    '201 POST /auth/token',
    '200 GET /api/v2/dags',
    '401 GET /api/v2/dags',
    '201 POST /auth/token',
    '200 GET /api/v2/dags',
  ]);
  const given = new AirflowSession({ server: airflow.url, account: { token: 'header.other.signature' } });
  for (const _ of [1, 2]) await expect(given.call('/api/v2/dags')).rejects.toMatchObject({ kind: 'account' });
  expect(airflow.service.calls).toHaveLength(7);
});

test('hands on the statuses that the caller handles, and says whether a list is one page', async () => {
  const session = new AirflowSession({ server: airflow.url, account });
  expect(await session.call('/api/v2/dags/absent', { accepted: [404] })).toMatchObject({ status: 404 });
  await expect(session.call('/api/v2/dags/absent')).rejects.toMatchObject({ kind: 'not-airflow' });
  expect(await session.list('dags', 'dags')).toMatchObject({ items: [], isOnePage: true });
  for (let index = 0; index < 101; index += 1) airflow.state.addDag(`dag${index}`);
  const { items, isOnePage } = await session.list('dags', 'dags');
  expect([items.length, isOnePage]).toEqual([101, false]);
});
