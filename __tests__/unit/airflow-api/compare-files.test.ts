import { expect, test } from '@jest/globals';
import { compareFiles } from '../../../src/airflow-api/compare-files.ts';
import { withoutIgnored } from '../../../src/deploy/airflow/airflow-ignore.ts';
import { notOfImage } from '../../../src/deploy/airflow/errors.ts';

const ASKED = { tag: 'version-1', api: { server: 'https://airflow.example', account: { token: '' } } };
const FILES = {
  folder: '/opt/airflow/dags',
  paths: new Set(['/opt/airflow/dags/a.py', '/opt/airflow/dags/sub/b.py', '/opt/airflow/dags/packed.zip']),
  making: ['/opt/airflow/dags/a.py', '/opt/airflow/dags/sub/b.py'],
};

function dag(fileloc: string, parses = 3) {
  return { dag_id: fileloc, fileloc, last_parsed_time: null, parses, isParsedSinceCommit: parses > 0 };
}

function compare(...dags: ReturnType<typeof dag>[]) {
  const { foreign, silent } = compareFiles(dags, FILES);
  const code = notOfImage(ASKED, FILES, { foreign, silent })?.code;
  return { foreign: foreign.map(({ fileloc }) => fileloc), silent, code };
}

const [A, B] = [dag('/opt/airflow/dags/a.py'), dag('/opt/airflow/dags/sub/b.py')];

test('accepts files of the image, also inside a ZIP, and ignores DAGs of other folders', () => {
  const elsewhere = dag('/opt/airflow/dags-of-others/x.py');
  const all = compare(A, B, dag('/opt/airflow/dags/packed.zip/x.py'), elsewhere);
  expect(all).toEqual({ foreign: [], silent: [], code: undefined });
});

test('a DAG whose file is not in the image is an error once it was parsed several times', () => {
  const path = '/opt/airflow/dags/repo/x.py';
  expect(compare(A, B, dag(path, 3))).toEqual({ foreign: [path], silent: [], code: 'dags-mismatch' });
  expect(compare(A, B, dag(path, 2))).toEqual({ foreign: [path], silent: [], code: undefined });
});

test('reports one silent file; an error if all are silent', () => {
  expect(compare(A)).toEqual({ foreign: [], silent: ['/opt/airflow/dags/sub/b.py'], code: undefined });
  expect(compare(dag('/srv/x.py')).code).toBe('dags-mismatch');
});

test('.airflowignore applies below its own folder', () => {
  const files = new Map([
    ['/dags/.airflowignore', '# parked\nold/\n*_draft.py\n'],
    ['/dags/a.py', ''],
    ['/dags/a_draft.py', ''],
    ['/dags/old/b.py', ''],
    ['/dags/sub/.airflowignore', '**\n'],
    ['/dags/sub/c.py', ''],
    ['/dags/subway.py', ''],
  ]);
  const kept = [...withoutIgnored(files).keys()].filter((path) => path.endsWith('.py'));
  expect(kept).toEqual(['/dags/a.py', '/dags/subway.py']);
});
