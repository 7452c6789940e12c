import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';

let service: Service;
afterEach(() => service.close());

async function start(): Promise<Service> {
  service = await Service.start({
    name: 'echo',
    routes: [
      { method: 'GET', path: '/v2/:name(.+)/tags/:tag', handle: (request) => json(200, request.params) },
      {
        method: 'POST',
        path: '/graphql',
        name: async (request) => `graphql ${JSON.parse(String(await request.body())).operation}`,
        handle: async (request) => json(200, JSON.parse(String(await request.body()))),
      },
    ],
  });
  return service;
}

test('routes by pattern and records every call with its bytes', async () => {
  const { url, calls } = await start();
  const answer = await fetch(`${url}/v2/team/flux-airflow/tags/a%20b`);
  expect(await answer.json()).toEqual({ name: 'team/flux-airflow', tag: 'a b' });
  const missing = await fetch(`${url}/nothing`);
  expect(missing.status).toBe(404);
  expect(calls.map((call) => [call.route, call.status])).toEqual([
    ['GET /v2/:name(.+)/tags/:tag', 200],
    ['GET unknown', 404],
  ]);
  expect(calls[0]?.responseBytes).toBe('{"name":"team/flux-airflow","tag":"a b"}'.length);
});

test('names a call by its body where the route says so, and shows a fault on the n-th of that name only', async () => {
  const { url, faults, calls } = await start();
  faults.plan({ route: 'graphql read', nth: 2, fault: { status: 429, retryAfterSeconds: 7 } });
  const send = (operation: string) => fetch(`${url}/graphql`, { method: 'POST', body: JSON.stringify({ operation }) });
  expect((await send('read')).status).toBe(200);
  expect((await send('write')).status).toBe(200);
  const limited = await send('read');
  expect(limited.status).toBe(429);
  expect(limited.headers.get('retry-after')).toBe('7');
  expect((await send('read')).status).toBe(200);
  expect(calls).toHaveLength(4);
});

test.each(['reset', 'truncated', 'lost-answer'] as const)('%s breaks the call for its caller', async (fault) => {
  const { url, faults } = await start();
  faults.plan({ route: /.*/, nth: 1, fault });
  await expect(fetch(`${url}/v2/a/tags/b`).then((answer) => answer.text())).rejects.toThrow();
  expect((await fetch(`${url}/v2/a/tags/b`)).status).toBe(200);
});

test('hang gives no answer within the caller’s limit', async () => {
  const { url, faults } = await start();
  faults.plan({ route: /.*/, nth: 1, fault: 'hang' });
  await expect(fetch(`${url}/v2/a/tags/b`, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/);
});
