import { expect, test } from '@jest/globals';
import { reasonOf } from '../../../src/http/reason.ts';
import { announceSecrets, mask, redact } from '../../../src/http/redact.ts';
import { explain, traceOf } from '../../../src/runner/explain.ts';
import { translate } from '../../../src/translate/translate.ts';

test('a secret is hidden whole, also where a shorter secret is a part of it; an empty text is not a secret', () => {
  for (const secret of ['', 'canary', 'canary-and-more']) mask(secret);
  expect(redact('a canary and a canary-and-more sat there')).toBe('a *** and a *** sat there');
});

test('a reason leaves out the query of an address', () => {
  expect(reasonOf(new Error('Request timeout: /v2/blobs/1?X-Amz-Signature=canary&x=1'))).toBe(
    'Request timeout: /v2/blobs/1',
  );
  const inner = new Error('connect ECONNREFUSED 127.0.0.1:443');
  expect(reasonOf(new TypeError('fetch failed', { cause: inner }))).toBe('connect ECONNREFUSED 127.0.0.1:443');
  expect(reasonOf(new Error('why? no reason'))).toBe('why? no reason');
});

test('the reason for a host with several addresses is that of the first address', () => {
  const refused = ['::1', '127.0.0.1'].map((address) => new Error(`connect ECONNREFUSED ${address}:443`));
  const all = new AggregateError(refused, '');
  expect(reasonOf(all)).toBe('connect ECONNREFUSED ::1:443');
  expect(reasonOf(new TypeError('fetch failed', { cause: all }))).toBe('connect ECONNREFUSED ::1:443');
  expect(reasonOf(new AggregateError([]))).toBe('AggregateError');
});

test('neither a stack trace with causes nor the message of an unknown error contains a query', () => {
  const cause = new Error('Request timeout: /v2/blobs/1?X-Amz-Signature=canary');
  const outage = new Error('The connection to the registry failed', { cause: new Error('in between', { cause }) });
  expect(traceOf(outage)).toContain('Error: Request timeout: /v2/blobs/1\n');
  expect(traceOf(outage)).not.toContain('canary');
  expect(explain(translate(cause)).message).not.toContain('canary');
});

test('the runner receives each secret, also those from before it subscribed', () => {
  mask('early');
  const received: string[] = [];
  announceSecrets((secret) => received.push(secret));
  mask('late');
  expect(received).toEqual(expect.arrayContaining(['early', 'late']));
});
