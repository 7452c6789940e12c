import { expect, test } from '@jest/globals';
import type { GitHubReader } from '../../../../src/github/api/client.ts';
import { readOldPaths } from '../../../../src/github/pull-request/renamed-files.ts';

const FILES = [
  { path: 'dags/a.py', changeType: 'MODIFIED' },
  { path: 'dags/old.yaml', changeType: 'RENAMED' },
];
const RENAME = { filename: 'dags/old.yaml', previous_filename: '.github/flux-airflow.yaml', status: 'renamed' };

/** Returns the old paths that it reads from these files of REST, and the number of its calls. */
async function read(nodes: typeof FILES, listed: readonly object[]) {
  let calls = 0;
  const get = async (_: string, { page }: Readonly<Record<string, unknown>>) => {
    calls += 1;
    return listed.slice((Number(page) - 1) * 100, Number(page) * 100);
  };
  const files = { nodes, pageInfo: { hasNextPage: false, endCursor: null } };
  const paths = await readOldPaths({ get } as Pick<GitHubReader, 'get'>, 'flux-data/flux-airflow', {
    number: 7,
    files,
  });
  return { paths, calls };
}

test('reads the old paths from all pages, and makes no call without a renamed file', async () => {
  const others = Array.from({ length: 120 }, (_, index) => ({ filename: `dags/${index}.py`, status: 'added' }));
  expect(await read(FILES, [...others, RENAME])).toEqual({ paths: ['.github/flux-airflow.yaml'], calls: 2 });
  expect(await read(FILES.slice(0, 1), [RENAME])).toEqual({ paths: [], calls: 0 });
});

test('returns nothing if the list lacks a renamed file or its old path', async () => {
  for (const listed of [[], [{ ...RENAME, previous_filename: undefined }], [{ ...RENAME, filename: 'dags/b.py' }]])
    expect(await read(FILES, listed)).toEqual({ paths: undefined, calls: 1 });
});
