import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { startAwsRole } from '../../sandbox/stage/aws-role.ts';
import { addDeployerApp } from '../../sandbox/stage/deployer-app.ts';
import { ENGINEER, type Stage, startStage } from '../../sandbox/stage/stage.ts';

let stage: Stage;
let workspace: string;
beforeEach(async () => {
  stage = await startStage();
  workspace = join(stage.directory, 'empty');
  mkdirSync(workspace);
});
afterEach(() => stage.close());

const INFO_REFS = 'GET /:owner/:repo.git/info/refs';
const UPLOAD_PACK = 'POST /:owner/:repo.git/git-upload-pack';

/** Files that an archive of GitHub, or a careless download, would change. */
const HARD_FILES = {
  'airflow/.gitattributes': [
    'dags/export_subst.py export-subst',
    'dags/ignored.py export-ignore',
    'dags/windows.sql text eol=crlf',
    'dags/model.bin filter=lfs diff=lfs merge=lfs -text',
    '',
  ].join('\n'),
  'airflow/dags/export_subst.py': 'VERSION = "$Format:%H$"\n',
  'airflow/dags/ignored.py': 'x = 1\n',
  'airflow/dags/windows.sql': 'SELECT 1;\nSELECT 2;\n',
  'airflow/dags/model.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`,
  'airflow/dags/run.sh': { mode: '100755', target: '#!/bin/sh\necho\n' },
  'airflow/dags/link.py': { mode: '120000', target: 'ignored.py' },
  'airflow/dags/vendored': { mode: '160000', target: 'd'.repeat(40) },
  'airflow/dags/ünïcode Ä.py': 'x = 1\n',
} as const;

test('the image is the same, byte for byte, as from a checkout: links, modes, attributes, pointers, submodules', async () => {
  const { image = '', 'registry-mirror': mirror = '' } = stage.deployInputs();
  const inputs = { image, 'registry-mirror': mirror };
  const parent = await stage.source.head('main');
  const commit = await stage.source.commit({
    branch: 'main',
    message: 'hard',
    author: ENGINEER,
    files: HARD_FILES,
    parent,
  });
  const checkedOut = await stage.run(commit, { entry: 'build', inputs });
  const fetched = await stage.run(commit, { entry: 'build', inputs, workspace });
  expect(checkedOut).toHaveSucceeded();
  expect(fetched).toHaveSucceeded({ titles: checkedOut.annotations.map(({ title }) => title) });
  expect(fetched.outputs.digest).toMatch(/^sha256:/);
  expect({ ...fetched.outputs, layout: '' }).toEqual({ ...checkedOut.outputs, layout: '' });
});

test('one step deploys: without a checkout, credentials of AWS or a token', async () => {
  const { inputs, privateKey } = addDeployerApp(stage.github);
  const aws = await startAwsRole(stage);
  try {
    const result = await stage.run(await mergeDag(stage, 'orders'), {
      inputs: { ...inputs, ...aws.inputs },
      environment: { ...aws.environment, RUNNER_DEBUG: '1' },
      workspace,
    });
    expect(result).toHaveDeployed();
    expect(stage.github.service.calls.filter(({ route }) => route === UPLOAD_PACK).length).toBeLessThanOrEqual(2);
    const basic = Buffer.from(`x-access-token:${stage.workflowToken}`).toString('base64');
    const shown = [result.log.join('\n'), result.summary].join('\n');
    for (const secret of [basic, stage.workflowToken, privateKey.split('\n')[1]]) expect(shown).not.toContain(secret);
    expect(readdirSync(workspace)).toEqual([]);
    expect(readdirSync(stage.directory).filter((name) => name.startsWith('flux-airflow-source-'))).toEqual([]);
  } finally {
    await aws.close();
  }
});

test('a workspace with other files needs source: fetch', async () => {
  writeFileSync(join(workspace, 'left-over.txt'), 'of another job');
  const commit = await mergeDag(stage, 'orders');
  expect(await stage.run(commit, { workspace })).toHaveFailedWith('commit-not-checked-out', {
    message: 'source: fetch',
  });
  expect(await stage.run(commit, { workspace, inputs: { source: 'clone' } })).toHaveFailedWith('input-source');
  expect(await stage.run(commit, { workspace, inputs: { source: 'fetch' } })).toHaveDeployed();
});

test('a token that cannot read the repository is refused at once; an outage is retried', async () => {
  const commit = await mergeDag(stage, 'orders');
  stage.github.addToken({ token: 'ghs_blind', login: 'blind[bot]', app: true, permissions: {} });
  const { image = '', 'registry-mirror': mirror = '' } = stage.deployInputs();
  const inputs = { image, 'registry-mirror': mirror, 'github-token': 'ghs_blind' };
  const { calls, faults } = stage.github.service;
  const fetches = () => calls.filter(({ route }) => route === INFO_REFS).length;
  const before = fetches();
  const blind = await stage.run(commit, { entry: 'build', inputs, workspace });
  expect(blind).toHaveFailedWith('source-refused', { message: /not found|40[134]/i });
  expect(fetches() - before).toBe(1);

  faults.plan({ route: INFO_REFS, nth: 1, fault: { status: 502 } });
  faults.plan({ route: UPLOAD_PACK, nth: 1, fault: 'truncated' });
  expect(await stage.run(commit, { workspace })).toHaveDeployed();
});
