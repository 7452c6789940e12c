import { expect, test } from '@jest/globals';
import { compareKeys } from '../../../../src/image/runtime/compare-keys.ts';

const line = (...parts: readonly unknown[]) => JSON.stringify(parts);

test('names each input by its kind, and says whether it is new, gone or changed', () => {
  const before = [
    line('base', 'apache/airflow:3', 'sha256:1'),
    line('file', 'requirements.txt', '1'),
    line('arg', 'OLD', '1'),
  ];
  const after = [
    line('base', 'apache/airflow:3', 'sha256:2'),
    line('file', 'packages.txt', '1'),
    line('platform', 'linux/arm64'),
  ];
  expect(compareKeys(before, after)).toEqual([
    'the base image apache/airflow:3 has changed',
    'requirements.txt is gone',
    'the build argument OLD is gone',
    'packages.txt is new',
    'the platform is new',
  ]);
});

test('all other lines together are the Dockerfile', () => {
  expect(compareKeys([line('run', 'pip install a')], [line('run', 'pip install b'), line('user', 'airflow')])).toEqual([
    'the Dockerfile has changed',
  ]);
});

test('equal keys have no differences', () => {
  const lines = [line('source', '', '1'), line('run', 'true')];
  expect(compareKeys(lines, lines)).toEqual([]);
  expect(compareKeys(lines, [line('source', '', '2'), line('run', 'true')])).toEqual(['the context has changed']);
});

test('counts the changes after the fifth', () => {
  const files = Array.from({ length: 8 }, (_, index) => line('file', `file-${index}`, '1'));
  const changes = compareKeys([], files);
  expect(changes).toHaveLength(6);
  expect(changes.at(-1)).toBe('and 3 more');
});
