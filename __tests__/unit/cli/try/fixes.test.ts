import { expect, test } from '@jest/globals';
import { findRepair } from '../../../../cli/try/fixes.ts';
import type { Annotation } from '../../../../sandbox/runner/workflow-commands.ts';

const RESULT = { exitCode: 1, log: [], outputs: {}, summary: '', milliseconds: 1, raw: '' };

const repair = (annotations: readonly Annotation[]) => findRepair({ ...RESULT, annotations });
const error = (title: string, message: string, file?: string): Annotation => ({
  level: 'error',
  title,
  message,
  ...(file === undefined ? {} : { file }),
});

test('files that look like secrets are allowed by name, so that the try goes on', () => {
  const found = [error('secret-in-image', 'The image would contain …'), error('x', 'a key', 'dags/a.py')];
  expect(repair(found)?.inputs).toEqual({ 'allowed-secret-files': 'dags/a.py' });
  expect(repair(found.slice(0, 1))).toBeUndefined();
});

test('a digest in the values file is written with the tag', () => {
  const remedy = 'What to do: Set pin-digest: true and digest-key: image.digest, so that …';
  expect(repair([error('digest-overrides-tag', `Pinned.\n${remedy}`)])?.inputs).toEqual({
    'pin-digest': 'true',
    'digest-key': 'image.digest',
  });
});

test('any other error is left to a person', () => {
  expect(repair([error('dockerfile-invalid', 'Wrong.')])).toBeUndefined();
});
