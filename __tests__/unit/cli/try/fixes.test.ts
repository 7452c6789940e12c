import { expect, test } from '@jest/globals';
import { findRepair } from '../../../../cli/try/fixes.ts';
import type { Annotation } from '../../../../sandbox/runner/workflow-commands.ts';

const RESULT = { exitCode: 1, log: [], outputs: {}, summary: '', milliseconds: 1, raw: '' };
const PLACE = { context: 'airflow', dockerfile: 'airflow/Dockerfile', paths: ['airflow/Dockerfile'] };

const repair = (annotations: readonly Annotation[], place = PLACE) => findRepair({ ...RESULT, annotations }, place);
const error = (title: string, message: string, file?: string): Annotation => ({
  level: 'error',
  title,
  message,
  ...(file === undefined ? {} : { file }),
});

test('a copied .git is excluded in the ignore file that Docker reads', () => {
  const copied = error('git-folder-copied', 'Dockerfile line 2 copies .git into the image.\nSafe now: all.');
  expect(repair([copied])).toMatchObject({
    problem: 'Dockerfile line 2 copies .git into the image.',
    remedy: 'Add this line to airflow/.dockerignore: **/.git',
    append: { 'airflow/.dockerignore': '\n**/.git\n' },
  });
  const beside = 'airflow/Dockerfile.dockerignore';
  const place = { ...PLACE, paths: [...PLACE.paths, beside] };
  expect(Object.keys(repair([copied], place)?.append ?? {})).toEqual([beside]);
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
