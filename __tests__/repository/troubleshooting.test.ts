import { expect, test } from '@jest/globals';
import { readAnchors, readPage, readTargets } from './markdown.ts';

const ERRORS = '../reference/errors.md#';

test('the troubleshooting page names every error code once', () => {
  const targets = readTargets(readPage('docs/how-to/troubleshooting.md'));
  const named = targets.filter((target) => target.startsWith(ERRORS)).map((target) => target.slice(ERRORS.length));
  const codes = [...readAnchors(readPage('docs/reference/errors.md'))].filter((anchor) => anchor !== 'errors');
  expect(named.toSorted()).toEqual(codes.toSorted());
});
