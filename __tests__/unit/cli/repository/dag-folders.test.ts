import { expect, test } from '@jest/globals';
import { findDagFolders } from '../../../../cli/repository/dag-folders.ts';
import { listFiles } from '../../../../cli/repository/files.ts';
import { writeTree } from '../file-tree.ts';

const DAG = 'from airflow.sdk import dag\n';

test.each([
  ['no DAG', { 'a.py': 'print(1)\n' }, []],
  ['a folder dags', { 'airflow/dags/a.py': DAG, 'airflow/dags/team/b.py': DAG, 'src/c.py': '' }, ['airflow/dags']],
  ['two, the larger one first', { 'x/dags/a.py': DAG, 'y/dags/a.py': DAG, 'y/dags/b.py': DAG }, ['y/dags', 'x/dags']],
  ['another name', { 'pipelines/a/one.py': DAG, 'pipelines/b/two.py': DAG }, ['pipelines']],
  ['DAGs at the root', { 'a.py': DAG, 'clean/b.py': DAG }, ['.']],
  ['tests and plugins', { 'dags/a.py': DAG, 'tests/dags/b.py': DAG, 'plugins/c.py': DAG }, ['dags']],
])('%s', async (_, files, folders) => {
  expect(await findDagFolders(await listFiles(writeTree(files)))).toEqual(folders);
});
