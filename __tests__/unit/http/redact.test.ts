import { expect, test } from '@jest/globals';
import { reasonOf } from '../../../src/http/reason.ts';
import { announceSecrets, mask, redact } from '../../../src/http/redact.ts';
import { explain, traceOf } from '../../../src/runner/explain.ts';

test('a masked secret is hidden, whole where a shorter one is a part of it; an empty one is none', () => {
  for (const secret of ['', 'canary', 'canary-and-more']) mask(secret);
  expect(redact('a canary and a canary-and-more sat there')).toBe('a *** and a *** sat there');
});

test('the query of an address is no part of a reason', () => {
  expect(reasonOf(new Error('Request timeout: /v2/blobs/1?X-Amz-Signature=canary&x=1'))).toBe(
    'Request timeout: /v2/blobs/1',
  );
  const inner = new Error('connect ECONNREFUSED 127.0.0.1:443');
  expect(reasonOf(new TypeError('fetch failed', { cause: inner }))).toBe('connect ECONNREFUSED 127.0.0.1:443');
  expect(reasonOf(new Error('why? nobody knows'))).toBe('why? nobody knows');
});

test('of a host with several addresses the reason of the first is told', () => {
  const refused = ['::1', '127.0.0.1'].map((address) => new Error(`connect ECONNREFUSED ${address}:443`));
  const all = new AggregateError(refused, '');
  expect(reasonOf(all)).toBe('connect ECONNREFUSED ::1:443');
  expect(reasonOf(new TypeError('fetch failed', { cause: all }))).toBe('connect ECONNREFUSED ::1:443');
  expect(reasonOf(new AggregateError([]))).toBe('AggregateError');
});

test('neither the trace of an error with its causes nor what an unknown one says has a query', () => {
  const cause = new Error('Request timeout: /v2/blobs/1?X-Amz-Signature=canary');
  const outage = new Error('The connection to the registry failed', { cause: new Error('in between', { cause }) });
  expect(traceOf(outage)).toContain('Error: Request timeout: /v2/blobs/1\n');
  expect(traceOf(outage)).not.toContain('canary');
  expect(explain(cause).message).not.toContain('canary');
});

test('the runner hears of each secret, of those before it listened too', () => {
  mask('early');
  const heard: string[] = [];
  announceSecrets((secret) => heard.push(secret));
  mask('late');
  expect(heard).toEqual(expect.arrayContaining(['early', 'late']));
});
