import { expect, test } from '@jest/globals';
import { replaceSection } from '../../../../src/github/pull-request/comment.ts';

test('replaces a section in place and keeps the other, in either order', () => {
  const checked = replaceSection('', 'check', 'all load');
  const deployed = replaceSection(checked, 'deployment', 'rolled out');
  expect(deployed).toBe(replaceSection(replaceSection('', 'deployment', 'rolled out'), 'check', 'all load'));
  const again = replaceSection(deployed, 'check', '1 error\n\nat line 3');
  expect(again).toContain('1 error\n\nat line 3');
  expect(again).not.toContain('all load');
  expect(again).toContain('rolled out');
  expect(replaceSection(again, 'check', 'all load')).toBe(deployed);
});

test('never exceeds GitHub’s limit and never loses the other section', () => {
  const deployed = replaceSection('', 'deployment', 'd'.repeat(2_000));
  const body = replaceSection(deployed, 'check', 'c'.repeat(200_000));
  expect(body.length).toBeLessThanOrEqual(65_536);
  expect(body).toContain('d'.repeat(2_000));
  expect(body).toContain('truncated');
  expect(replaceSection(body, 'check', 'short')).toBe(replaceSection(deployed, 'check', 'short'));
});

test('the longest check leaves room for the deployment section', () => {
  const checked = replaceSection('', 'check', 'c'.repeat(200_000));
  const body = replaceSection(checked, 'deployment', 'd'.repeat(2_000));
  expect(body).toContain('d'.repeat(2_000));
  expect(body.length).toBeLessThanOrEqual(65_536);
});
