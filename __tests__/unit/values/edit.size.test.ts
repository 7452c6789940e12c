import { expect, test } from '@jest/globals';
import { makeValues } from '../../../bench/parts/values-text.ts';
import { editValues } from '../../../src/values/edit.ts';

test('ten megabytes: only one line changes', () => {
  const { text, key } = makeValues(435_000);
  expect(text.length).toBeGreaterThan(9_900_000);
  const edited = editValues(text, [{ path: key, value: 'version-1' }]).text;
  const [old, now] = [text.split('\n'), edited.split('\n')];
  const changed = now.filter((line, index) => line !== old[index]);
  expect(now.length).toEqual(old.length);
  expect(changed).toEqual(['    tag: "version-1"   # set by the deployment']);
});

test('a mapping of 100,000 keys, with and without the key', () => {
  const text = Array.from({ length: 100_000 }, (_, number) => `key${number}: value${number}\n`).join('');
  expect(editValues(text, [{ path: 'key50000', value: 'x' }]).text).toBe(text.replace('value50000', 'x'));
  expect(() => editValues(text, [{ path: 'keyy50000', value: 'x' }])).toThrow(/Did you mean key50000\?/);
});
