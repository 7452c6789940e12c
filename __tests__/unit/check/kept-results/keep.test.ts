import { expect, test } from '@jest/globals';
import type { LoadedFile, Loading } from '../../../../src/airflow/loading.ts';
import { keepable } from '../../../../src/check/kept-results/keep.ts';

const LOADING: Loading = { airflow: '3', python: '3', surroundings: 's', kept: new Map(), all: ['a.py'], files: [] };
const PYTHON = { command: 'python', args: [], environment: {}, dagFolder: '/w/dags', roots: ['/w'] };
const LOADED: LoadedFile = { file: 'a.py', seconds: 1, content: 'c', reads: [['file', '{1}/b', '1']], reasons: [] };
const ERROR = { message: 'MemoryError', places: [], line: 1, text: '' };

test('a result depends on what either load read', () => {
  const second: LoadedFile = { ...LOADED, seconds: 2, reads: [['file', '{1}/a', '2']] };
  expect(keepable([LOADED, second], LOADING, PYTHON)).toEqual({
    result: {
      file: 'a.py',
      surroundings: 's',
      content: 'c',
      reads: [
        ['file', '{1}/a', '2'],
        ['file', '{1}/b', '1'],
      ],
      isCompared: true,
      report: '{"file":"a.py","seconds":1}',
    },
  });
});

test('a single load says that it was not compared', () => {
  expect(keepable([LOADED], LOADING, PYTHON)).toMatchObject({ result: { isCompared: false } });
});

test.each<[string, Partial<LoadedFile>]>([
  ['it reads the clock', { reasons: ['it reads the clock'] }],
  ['it ended its process or took too long', { failure: { kind: 'slow', seconds: 30 } }],
  ['it replaces functions of the loader', { tampered: true }],
  ['it ran out of memory', { errors: [ERROR] }],
  ['two loads had different results', { warnings: ['a.py:1: x'] }],
])('a result is not kept because %s', (reason, changed) => {
  expect(keepable([LOADED, { ...LOADED, ...changed }], LOADING, PYTHON)).toEqual({ reason });
});

test('a result with the path of the home of its run is not kept', () => {
  const python = { ...PYTHON, environment: { HOME: '/temp/home-1' } };
  const loaded: LoadedFile = { ...LOADED, errors: [{ ...ERROR, message: 'no /temp/home-1/key' }] };
  const reason = 'its result has the path of a temporary folder';
  expect(keepable([loaded, loaded], LOADING, python)).toEqual({ reason });
  expect(keepable([LOADED, LOADED], LOADING, python)).toHaveProperty('result');
});
