import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { abortAtFault } from '../../../../sandbox/http/abort-at-fault.ts';
import { beforeAnswer, duringCall } from '../../../../sandbox/http/during-call.ts';
import { json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';

const NAMES = { route: 'GET /names/:name', nth: 2 };

let service: Service;
let done: string[];
beforeEach(async () => {
  done = [];
  const handle = async () => json(200, done.push('service'));
  service = await Service.start({ name: 'names', routes: [{ method: 'GET', path: '/names/:name', handle }] });
});
afterEach(() => service.close());

const ask = async (name = 'a') => (await fetch(`${service.url}/names/${name}`)).status;

test('works when the call has come, and the service begins after it', async () => {
  const result = duringCall(service, NAMES, () => done.push('test'));
  for (let call = 0; call < 3; call += 1) expect(await ask()).toBe(200);
  expect(await result).toBe(2);
  expect(done).toEqual(['service', 'test', 'service', 'service']);
});

test('works after the service, and before the answer', async () => {
  const result = beforeAnswer(service, NAMES, () => done.push('test'));
  for (let call = 0; call < 3; call += 1) expect(await ask()).toBe(200);
  expect(await result).toBe(3);
  expect(done).toEqual(['service', 'service', 'test', 'service']);
});

test('an error of the work is the caller’s, and the call is answered', async () => {
  const result = duringCall(service, { ...NAMES, nth: 1 }, () => Promise.reject(new Error('not yet')));
  expect(await ask()).toBe(200);
  await expect(result).rejects.toThrow('not yet');
});

test('a path selects among calls of the same route', async () => {
  const result = duringCall(service, { route: /./, path: /\/b$/, nth: 1 }, () => done.length);
  await ask('a');
  await ask('b');
  expect(await result).toBe(1);
});

test('aborts at a fault, and not after the end', async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  abortAtFault(service, NAMES.route, first);
  abortAtFault(service, NAMES.route, second)();
  service.faults.plan({ ...NAMES, fault: { status: 503 } });
  await ask();
  expect(first.signal.aborted).toBe(false);
  await ask();
  expect([first.signal.aborted, second.signal.aborted]).toEqual([true, false]);
});
