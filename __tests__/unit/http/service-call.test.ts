import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { callService } from '../../../src/http/service-call.ts';

let stub: Service;
beforeEach(async () => {
  stub = await Service.start({ name: 'stub', routes: [{ method: 'GET', path: '/', handle: () => json(200, {}) }] });
});
afterEach(() => stub.close());

test('calls one after the other share a connection', async () => {
  const service = { name: 'stub', server: stub.url, unavailable: (text: string) => new Error(text) };
  for (let call = 0; call < 5; call++) await callService(service, '/');
  expect(new Set(stub.calls.map(({ callerPort }) => callerPort)).size).toBe(1);
});
