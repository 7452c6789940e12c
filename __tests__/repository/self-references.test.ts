import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readReusableWorkflows } from '../../scripts/reusable-workflows.ts';
import { ENTERPRISE_SERVER, forEnterpriseServer, selfReferences } from '../../scripts/self-references.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test.each(Object.entries(selfReferences()))('%s is generated (npm run docs)', (path, text) => {
  expect(read(path)).toBe(text);
});

test('the files for an Enterprise Server have nothing that only github.com knows', () => {
  for (const { file } of readReusableWorkflows()) {
    const lines = read(join('.github/workflows', file.replace('.yaml', ENTERPRISE_SERVER)))
      .split('\n')
      .slice(1);
    expect(lines.filter((line) => /\$\/|^ +(?:queue|deployment):/.test(line))).toEqual([]);
  }
});

test('only these lines differ', () => {
  const workflow =
    'name: a\njobs:\n      - uses: $/actions/deploy\n      - uses: $/actions/check\n  queue: max # why\n';
  expect(forEnterpriseServer(workflow, 'a.yaml', '1.2.3').split('\n').slice(1, -1)).toEqual([
    'name: a-enterprise-server',
    'jobs:',
    expect.stringMatching(/^ {6}- uses: flux-data\/flux-airflow@v1\.2\.3 #/),
    expect.stringMatching(/^ {6}- uses: flux-data\/flux-airflow\/actions\/check@v1\.2\.3 #/),
  ]);
});
