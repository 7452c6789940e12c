import { expect, test } from '@jest/globals';
import { tryRead } from '../../../src/guard/read-file.ts';

const KEYS = { tagKey: 'tag', repositoryKey: 'repository', digestKey: 'digest', pinDigest: false };

test.each([
  [undefined, 'values-file-missing'],
  ['a: [', 'values-invalid'],
])('%j is reported by the code of a deployment', (text, code) => {
  expect(tryRead({ path: 'a.yaml', text, bases: [] }, KEYS)).toMatchObject({
    finding: { level: 'error', code, location: { file: 'a.yaml', line: 1 } },
  });
});

test('a malformed key is an error of the inputs, not of the file', () => {
  const read = () => tryRead({ path: 'a.yaml', text: 'tag: 1\n', bases: [] }, { ...KEYS, tagKey: 'a..b' });
  expect(read).toThrow(expect.objectContaining({ code: 'invalid-key-path' }));
});
