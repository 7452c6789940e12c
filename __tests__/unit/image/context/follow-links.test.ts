import { expect, test } from '@jest/globals';
import { followLinks, STOP } from '../../../../src/image/context/follow-links.ts';

const LINKS: Readonly<Record<string, string>> = {
  '/a/relative': '../b',
  '/a/absolute': '/c/d',
  '/chain': 'a/absolute',
  '/loop': './loop',
  '/outside': '../../etc',
};

test.each([
  ['a/plain/file', '/a/plain/file'],
  ['/a/relative/file', '/b/file'],
  ['/a/absolute', '/c/d'],
  ['/chain/file', '/c/d/file'],
  ['/outside/passwd', '/etc/passwd'],
  ['/loop/file', undefined],
])('%s leads to %s', (path, end) => {
  expect(followLinks(path, (at) => LINKS[at])).toBe(end);
});

test('stops where the reader gives up, before a `..` hides the path', () => {
  const read = (at: string) => (at === '/missing' ? STOP : { '/link': 'missing/../file' }[at]);
  expect(followLinks('/link', read)).toBeUndefined();
});
