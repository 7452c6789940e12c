import { expect, test } from '@jest/globals';
import type { Python } from '../../../../src/airflow/python.ts';
import { KeptResults } from '../../../../src/check/kept-results/kept-results.ts';
import { writePortable } from '../../../../src/check/kept-results/portable-report.ts';
import { SAMPLE } from './sample-result.ts';

test('a new result of the same input replaces the old one', () => {
  const results = new KeptResults([SAMPLE]);
  results.add({ ...SAMPLE, report: '{}' });
  expect(results.of('a.py')).toEqual([{ ...SAMPLE, report: '{}' }]);
  expect(results.added).toBe(1);
});

test('the four newest results of a file are kept', () => {
  const results = new KeptResults();
  for (const content of ['1', '2', '3', '4', '5']) results.add({ ...SAMPLE, content });
  expect(results.of('a.py').map(({ content }) => content)).toEqual(['5', '4', '3', '2']);
});

test('a result that was valid is kept longer than those that were not', () => {
  const results = new KeptResults();
  for (const content of ['1', '2', '3', '4']) results.add({ ...SAMPLE, content });
  const [, , , first = SAMPLE] = results.of('a.py');
  results.use(first);
  results.add({ ...SAMPLE, content: '5' });
  expect(results.of('a.py').map(({ content }) => content)).toEqual(['5', '1', '4', '3']);
});

test('results of files that no longer exist are forgotten', () => {
  const results = new KeptResults([SAMPLE, { ...SAMPLE, file: 'gone.py' }]);
  results.see(['a.py']);
  expect(results.all).toEqual([SAMPLE]);
});

test('the loader gets the results that are usable, and each read once', () => {
  const single = { ...SAMPLE, content: 'c2', isCompared: false };
  const results = new KeptResults([SAMPLE, single, { ...SAMPLE, file: 'b.py' }]);
  const { files, reads } = results.request(({ isCompared }) => isCompared);
  expect(reads).toEqual(SAMPLE.reads);
  const reference = { id: 0, surroundings: 'airflow 3', content: 'c1', reads: [0, 1] };
  expect(files).toEqual({ 'a.py': [reference], 'b.py': [reference] });
  expect(results.request(() => true).files['a.py']).toEqual([reference, { ...reference, id: 1, content: 'c2' }]);
});

test('a report is parsed again only if it names a folder of the checkout', () => {
  const python = (dagFolder: string) => ({ dagFolder, roots: [] }) as unknown as Python;
  const placed = { ...SAMPLE, report: writePortable({ file: 'a.py', warnings: ['in /head/a.py'] }, python('/head')) };
  const results = new KeptResults([SAMPLE, placed]);
  expect(results.reportOf(SAMPLE, python('/base'))).toBe(results.reportOf(SAMPLE, python('/head')));
  expect(results.reportOf(placed, python('/base')).warnings).toEqual(['in /base/a.py']);
  expect(results.reportOf(placed, python('/head')).warnings).toEqual(['in /head/a.py']);
});

test('the ids of a request stay right while results are added', () => {
  const results = new KeptResults([SAMPLE]);
  const resultsOf = results.remember();
  results.add({ ...SAMPLE, content: 'c2' });
  expect(resultsOf('a.py')).toEqual([SAMPLE]);
  expect(resultsOf('none.py')).toEqual([]);
});
