import { expect, test } from '@jest/globals';
import { reasonOf } from '../../../src/http/reason.ts';

const refused = new Error('connect ECONNREFUSED 127.0.0.1:1');

test.each([
  ['an error of the socket', refused],
  ['an error of fetch', new TypeError('fetch failed', { cause: refused })],
  ["Octokit's error of it", new Error('fetch failed', { cause: new TypeError('fetch failed', { cause: refused }) })],
  ['of a host with several addresses', new TypeError('fetch failed', { cause: new AggregateError([refused]) })],
])('the innermost reason is returned: %s', (_, error) => {
  expect(reasonOf(error)).toBe('connect ECONNREFUSED 127.0.0.1:1');
});

test('the query of a URL is left out', () => {
  expect(reasonOf(new Error('https://a.example/b?signature=secret failed'))).toBe('https://a.example/b failed');
});
