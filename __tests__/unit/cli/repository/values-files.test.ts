import { expect, test } from '@jest/globals';
import { listFiles } from '../../../../cli/repository/files.ts';
import { findTagKeys, findValuesFiles } from '../../../../cli/repository/values-files.ts';
import { writeTree } from '../file-tree.ts';

test.each([
  ['images:\n  airflow:\n    tag: ~\n', ['images.airflow.tag']],
  ['airflow:\n  images:\n    airflow:\n      tag: a\n', ['airflow.images.airflow.tag']],
  ['defaultAirflowTag: a\n', ['defaultAirflowTag']],
  ['airflow:\n  image:\n    tag: a\n', ['airflow.image.tag']],
  ['services:\n  airflow:\n    image: apache/airflow:3\n# tag\n', []],
  ['airflow: {{ template }} tag\n', []],
])('the keys of a tag in %j', (text, keys) => {
  expect(findTagKeys('values.yaml', text)).toEqual(keys);
});

test('finds values files anywhere, but not in the templates of a chart', async () => {
  const text = 'images:\n  airflow:\n    tag: a\n';
  const files = { 'deploy/prod.yml': text, 'chart/templates/x.yaml': text, 'values.yaml': 'replicas: 1\n' };
  expect(await findValuesFiles(await listFiles(writeTree(files)))).toEqual(['deploy/prod.yml']);
});
