import { expect, test } from '@jest/globals';
import type { AirflowSight, ListedDag } from '../../src/airflow-api/airflow-api.ts';
import { compareFiles } from '../../src/airflow-api/compare-files.ts';
import { type Loaded, type Unknown, waitForDags } from '../../src/airflow-api/wait.ts';
import { notOfImage } from '../../src/deploy/airflow-errors.ts';
import { withoutIgnored } from '../../src/deploy/airflow-ignore.ts';

const ASKED = { tag: 'version-1', api: { server: 'https://airflow.example', account: { token: '' } } };
const FILES = {
  folder: '/opt/airflow/dags',
  paths: new Set(['/opt/airflow/dags/a.py', '/opt/airflow/dags/sub/b.py', '/opt/airflow/dags/packed.zip']),
  making: ['/opt/airflow/dags/a.py', '/opt/airflow/dags/sub/b.py'],
};

function dag(fileloc: string, parses = 3) {
  return { dag_id: fileloc, fileloc, last_parsed_time: null, parses };
}

function compare(...dags: ReturnType<typeof dag>[]) {
  const { foreign, silent } = compareFiles(dags, FILES);
  const code = notOfImage(ASKED, FILES, { foreign, silent })?.code;
  return { foreign: foreign.map(({ fileloc }) => fileloc), silent, code };
}

const [A, B] = [dag('/opt/airflow/dags/a.py'), dag('/opt/airflow/dags/sub/b.py')];

test('each file of the image is listed, also out of a ZIP; DAGs of other folders are nobody’s concern', () => {
  const elsewhere = dag('/opt/airflow/dags-of-others/x.py');
  const all = compare(A, B, dag('/opt/airflow/dags/packed.zip/x.py'), elsewhere);
  expect(all).toEqual({ foreign: [], silent: [], code: undefined });
});

test('a DAG of a file that the image does not have is red once it is parsed again and again', () => {
  const path = '/opt/airflow/dags/repo/x.py';
  expect(compare(A, B, dag(path, 3))).toEqual({ foreign: [path], silent: [], code: 'dags-not-of-image' });
  expect(compare(A, B, dag(path, 2))).toEqual({ foreign: [path], silent: [], code: undefined });
});

test('one silent file is told; that all are silent is red', () => {
  expect(compare(A)).toEqual({ foreign: [], silent: ['/opt/airflow/dags/sub/b.py'], code: undefined });
  expect(compare(dag('/srv/x.py')).code).toBe('dags-not-of-image');
});

test('.airflowignore counts below its own folder', () => {
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

/** An Airflow whose files are parsed once between two looks, but for those that are `gone`. */
function airflowOf(files: readonly string[], gone: readonly string[] = []) {
  let looks = 0;
  const look = async (): Promise<AirflowSight> => {
    looks += 1;
    const at = (path: string) => (gone.includes(path) ? Math.min(looks, 3) : looks);
    const dags = files.map(
      (path): ListedDag => ({ dag_id: path, fileloc: path, last_parsed_time: new Date(at(path) * 1000).toISOString() }),
    );
    return { dags, importErrors: [], now: looks * 1000 };
  };
  return { look, looks: () => looks };
}

function parsesOf(seen: Loaded | Unknown): number[] {
  return seen.kind === 'loaded' ? seen.dags.map(({ parses }) => parses) : [];
}

test('what is as expected is known after two turns; what is not is looked at for two more', async () => {
  const [good, bad] = [airflowOf(['a']), airflowOf(['a', 'b', 'c'], ['c'])];
  const seen = await Promise.all([waitForDags(good, 60_000, () => true), waitForDags(bad, 60_000, () => false)]);
  expect([seen.map(parsesOf), good.looks(), bad.looks()]).toEqual([[[2], [4, 4, 2]], 3, 5]);
});
