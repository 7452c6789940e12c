import { expect, test } from '@jest/globals';
import { replaceFolder } from '../../../../src/check/report/folders.ts';

test('a step replaces the part of its own DAG folder, and keeps those of the others', () => {
  const first = replaceFolder('', 'shop/dags', 'old');
  const both = replaceFolder(first, 'billing/dags', 'billing');
  const again = replaceFolder(both, 'shop/dags', 'new');
  expect(again).toContain('new');
  expect(again).toContain('billing');
  expect(again).not.toContain('old');
  expect(again.indexOf('new')).toBeLessThan(again.indexOf('billing\n'));
});

test('the name of a folder cannot end the mark', () => {
  const text = replaceFolder('', 'a --> b', 'one');
  expect(replaceFolder(text, 'a --> b', 'two')).toBe(text.replace('one', 'two'));
});
