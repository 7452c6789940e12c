import { expect, test } from '@jest/globals';
import { readPortable, writePortable, writeReport } from '../../../../src/check/kept-results/portable-report.ts';

const HEAD = { dagFolder: '/work/team/airflow/dags', roots: ['/work/team/airflow'] };
const BASE = { dagFolder: '/temp/base "1"/airflow/dags', roots: ['/temp/base "1"/airflow'] };

function report(folder: string) {
  return {
    file: 'a.py',
    warnings: [`${folder}/dags/a.py:1: Warning: in ${folder}/common.py`],
    errors: [{ message: 'm', line: 1, text: `at ${folder}`, places: [[`${folder}/dags/a.py`, 3] as const] }],
  };
}

test('a report of one checkout reads as one of another', () => {
  const hidden = writePortable(report('/work/team/airflow'), HEAD);
  expect(hidden).not.toContain('/work/team');
  expect(readPortable(hidden, BASE)).toEqual(report('/temp/base "1"/airflow'));
  expect(readPortable(hidden, HEAD)).toEqual(report('/work/team/airflow'));
});

test('a code root that is the root of the file system keeps its slashes', () => {
  const place = { dagFolder: '/dags', roots: ['/'] };
  expect(readPortable(writePortable(report('/dags'), place), place)).toEqual(report('/dags'));
});

test('a report is written as it was read', () => {
  const hidden = writePortable(report('/work/team/airflow'), HEAD);
  for (const place of [HEAD, BASE]) {
    const read = readPortable(hidden, place);
    expect(JSON.parse(writeReport(read))).toEqual(read);
  }
  expect(JSON.parse(writeReport(report('/other')))).toEqual(report('/other'));
});
