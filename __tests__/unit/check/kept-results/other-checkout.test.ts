import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Python } from '../../../../src/airflow/python.ts';
import { KeptResults } from '../../../../src/check/kept-results/kept-results.ts';
import {
  otherCheckout,
  seemsToNeedLoader,
  takeResults,
  validResults,
} from '../../../../src/check/kept-results/other-checkout.ts';
import { SAMPLE } from './sample-result.ts';

function place(folder: string, changed: Partial<Python> = {}): Python {
  const environment = { PYTHONPATH: folder };
  return {
    ...{ command: 'python', args: ['loader'] },
    environment,
    cwd: folder,
    dagFolder: folder,
    roots: [],
    ...changed,
  };
}

test('a checkout with the same interpreter can be verified by a loader of the other one', () => {
  expect(otherCheckout(place('/base'), place('/head'))).toEqual({
    ...{ dagFolder: '/base', roots: [], folder: '/base' },
    environment: { PYTHONPATH: '/base' },
  });
});

const container = { run: () => [], remove: async () => {} };
test.each<[string, Partial<Python>]>([
  ['another interpreter', { command: 'python3.13' }],
  ['another loader', { args: ['other'] }],
  ['another image', { image: 'FROM other' }],
  ['another variable', { environment: { PYTHONPATH: '/base', TEAM: 'ada' } }],
  ['no folder', { cwd: undefined } as unknown as Partial<Python>],
])('a checkout with %s needs a loader of its own', (_, changed) => {
  expect(otherCheckout(place('/base', changed), place('/head'))).toBeUndefined();
});

test('a checkout in a container needs a loader of its own', () => {
  const { args: _, ...rest } = { args: [], ...place('/base') };
  const contained: Python = { ...rest, container };
  expect(otherCheckout(contained, contained)).toBeUndefined();
});

test.each([
  ['all DAG files have a result', {}, false],
  ['a module has none', { 'common/rates.py': 'RATE = 1\n' }, false],
  ['a file that is not Python has none', { 'README.md': 'An airflow dag.\n' }, false],
  ['a DAG file has none', { 'team/clock.py': 'from Airflow.sdk import DAG\n' }, true],
])('a checkout in which %s: whether it seems to need a loader', async (_, more, expected) => {
  const dagFolder = await mkdtemp(join(tmpdir(), 'flux-airflow-other-'));
  try {
    for (const [name, text] of Object.entries({ 'a.py': 'import airflow  # dag', ...more })) {
      await mkdir(dirname(join(dagFolder, name)), { recursive: true });
      await writeFile(join(dagFolder, name), text);
    }
    expect(await seemsToNeedLoader({ dagFolder }, new KeptResults([SAMPLE]))).toBe(expected);
    expect(await seemsToNeedLoader({ dagFolder }, new KeptResults())).toBe(true);
  } finally {
    await rm(dagFolder, { recursive: true, force: true });
  }
});

test('a checkout without a DAG folder does not need a loader', async () => {
  expect(await seemsToNeedLoader({ dagFolder: '/missing' }, new KeptResults())).toBe(false);
});

const [A, B] = [SAMPLE, { ...SAMPLE, file: 'b.py' }];
const files = ['a.py', 'b.py'];

test('the results count if each file has a valid one', () => {
  const results = new KeptResults([A, { ...A, content: 'c0' }, B]);
  const kept = new Map([
    ['a.py', { id: 1 }],
    ['b.py', { id: 0 }],
  ]);
  expect(validResults({ files, kept }, results.remember())).toEqual([{ ...A, content: 'c0' }, B]);
});

test.each([
  [
    'a file changed',
    new Map([
      ['a.py', { id: 0 }],
      ['b.py', { because: 'it changed' }],
    ]),
  ],
  ['a file is new', new Map([['a.py', { id: 0 }]])],
])('they do not count if %s', (_, kept) => {
  expect(validResults({ files, kept }, new KeptResults([A, B]).remember())).toBeUndefined();
});

test('they do not count if the loader did not verify them', () => {
  expect(validResults({ because: 'a function chooses the files' }, new KeptResults([A, B]).remember())).toBeUndefined();
});

test('a taken result is kept longer than those that were not valid', () => {
  const old = { ...A, content: 'c0' };
  const results = new KeptResults([A, old]);
  const { inventory, statistics } = takeResults([old], results, place('/base'));
  expect(inventory.files).toEqual([JSON.parse(A.report)]);
  expect(statistics).toEqual({ kept: 1, loaded: new Map(), unkept: new Map() });
  expect(results.all).toEqual([old, A]);
});
