import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { logStatistics } from '../../../../src/check/kept-results/log-statistics.ts';

const { stdout } = process;
const write = stdout.write;
let written = '';
beforeEach(() => {
  written = '';
  stdout.write = ((text: string) => {
    written += text;
    return true;
  }) as typeof write;
});
afterEach(() => {
  stdout.write = write;
});

test('the log says how many files were loaded, and why', () => {
  const loaded = ['a.py', 'b.py', 'c.py', 'd.py'].map((file): [string, string] => [file, 'it is new']);
  logStatistics('Head', {
    kept: 1,
    loaded: new Map([...loaded, ['orders.py', 'it changed']]),
    unkept: new Map([['a.py', 'it reads the clock']]),
  });
  expect(written.split('\n')).toEqual([
    'Head: kept the results of 1 file, loaded 5 files.',
    '  4 files loaded because it is new: a.py, b.py, c.py, …',
    '  1 file loaded because it changed: orders.py',
    '  1 file loaded again each time because it reads the clock: a.py',
    '',
  ]);
});
