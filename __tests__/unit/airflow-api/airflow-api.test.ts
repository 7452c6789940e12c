import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { AirflowApi } from '../../../src/airflow-api/airflow-api.ts';

let service: Service;
afterEach(() => service.close());

async function look(answer: (offset: number) => unknown) {
  service = await Service.start({
    name: 'airflow',
    routes: ['dags', 'importErrors'].map((list) => ({
      method: 'GET',
      path: `/api/v2/${list}`,
      handle: ({ url }) =>
        json(200, list === 'dags' ? answer(Number(url.searchParams.get('offset'))) : { import_errors: [] }),
    })),
  });
  return new AirflowApi({ server: service.url, account: { token: 'token' } }).look();
}

test('reads all pages of a list, with and without a total', async () => {
  const dags = Array.from({ length: 150 }, (_, index) => ({ dag_id: `dag${index}` }));
  const page = (offset: number) => dags.slice(offset, offset + 100);
  expect((await look((offset) => ({ dags: page(offset) }))).dags).toEqual(dags);
  await service.close();
  expect((await look((offset) => ({ dags: page(offset), total_entries: 150 }))).dags).toEqual(dags);
});

test.each([null, 'welcome', 1])('rejects the response %j as not from Airflow', async (answer) => {
  await expect(look(() => answer)).rejects.toMatchObject({
    kind: 'not-airflow',
    message: expect.stringContaining('its response to /api/v2/dags is not a JSON object'),
  });
});

test('stops reading a list whose pages repeat', async () => {
  await expect(look(() => ({ dags: [{ dag_id: 'same' }] }))).rejects.toMatchObject({
    kind: 'not-airflow',
    message: expect.stringContaining('/api/v2/dags does not end'),
  });
});
