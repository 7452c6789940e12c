import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readReusableWorkflows } from '../../scripts/reusable-workflows.ts';
import { ENTERPRISE_SERVER, forEnterpriseServer, selfReferences } from '../../scripts/self-references.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test.each(Object.entries(selfReferences()))('%s is generated (npm run docs)', (path, text) => {
  expect(read(path)).toBe(text);
});

/**
 * An organisation can require that every action is pinned to a commit. GitHub then checks all actions that a called
 * workflow uses, and refuses the run because of one that is named by a tag.
 */
test('what another repository calls uses no action by tag', () => {
  const workflows = readReusableWorkflows().map(({ file }) => join('.github/workflows', file));
  const actions = readdirSync(join(ROOT, 'actions')).map((name) => join('actions', name, 'action.yml'));
  const files = [...workflows, ...actions, 'action.yml'];
  const used = files.flatMap((file) =>
    [...read(file).matchAll(/^ *(?:- )?uses: (\S+)/gm)].map(([, uses = '']) => uses),
  );
  expect(used.length).toBeGreaterThan(8);
  expect(used.filter((uses) => !/^\$\/|@[0-9a-f]{40}$/.test(uses))).toEqual([]);
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
