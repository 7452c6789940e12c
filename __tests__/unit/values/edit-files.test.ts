import { expect, test } from '@jest/globals';
import { editFiles } from '../../../src/values/edit-files.ts';

const files = (second: string) => [
  { file: 'one.yaml', text: 'tag: old\n', edits: [{ path: 'tag', value: 'new' }] },
  { file: 'two.yaml', text: second, edits: [{ path: 'tag', value: 'new' }] },
];

test('each file has its text and its changes', () => {
  expect(editFiles(files('tag: new\n'))).toEqual([
    { file: 'one.yaml', text: 'tag: new\n', changes: [{ path: 'tag', previous: 'old', next: 'new' }] },
    { file: 'two.yaml', text: 'tag: new\n', changes: [] },
  ]);
});

test('one rejected edit stops all files, and the error names its file', () => {
  expect(() => editFiles(files('x: 1\n'))).toThrow(/^two\.yaml: The values file has no key tag/);
});
