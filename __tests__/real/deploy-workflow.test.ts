import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, LEAD, SOURCE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { describeWith } from './parts/find-part.ts';
import { runOnMain } from './parts/stage-workflow.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Returns the actions and their workflows, which are in the same repository as the DAGs. */
async function actionFiles(): Promise<Record<string, Buffer>> {
  const entries = ['dist/deploy', 'dist/status'].map(async (folder) => {
    const found = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)));
  });
  const names = ['deploy', 'operate', 'hold', 'resume', 'rollback', 'status'];
  const workflows = names.map((name) => `.github/workflows/${name}.yaml`);
  const paths = ['action.yml', 'actions/status/action.yml', ...workflows, ...(await Promise.all(entries)).flat()];
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(ROOT, path))])));
}

describeWith(['act'], 'deploy.yaml and the operations with act', ({ act = '' }) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await startStage({ files: await actionFiles() });
  });
  afterEach(async () => {
    await stage.close();
  });

  const deploy = (
    commit: string,
    eventName: 'push' | 'workflow_dispatch' = 'push',
    inputs: Record<string, string> = {},
    workflow = 'deploy.yaml',
  ) => runOnMain(stage, { act, workflow, eventName, commit, inputs });

  async function deployedTag(): Promise<string | undefined> {
    return /^ {4}tag: (\S+)/m.exec(String(await stage.gitops.read('main', VALUES_FILE)))?.[1];
  }

  test('a merge is deployed, and the log contains no secret', async () => {
    const commit = await mergeDag(stage, 'orders');
    const run = await deploy(commit);
    expect(run).toHaveSucceeded({ log: `version-${commit} is committed` });
    expect(await deployedTag()).toBe(`version-${commit}`);
    const [last] = await stage.gitops.log('main');
    expect(last?.author.name).toBe('flux-deployer[bot]');
    expect(last?.message).toContain(`Approved-By: @${LEAD}\n`);
    for (const secret of stage.secrets()) expect(run.log).not.toContain(secret);
  });

  test('a requested older commit is deployed by the version of the action on main', async () => {
    const older = await mergeDag(stage, 'orders');
    await mergeDag(stage, 'invoices');
    const run = await deploy(await stage.source.head('main'), 'workflow_dispatch', { commit: older });
    expect(run).toHaveSucceeded({ log: `version-${older} is committed` });
    expect(await deployedTag()).toBe(`version-${older}`);
  });

  test('an unapproved push fails, and nothing is deployed', async () => {
    const files = { 'airflow/dags/x.py': '' };
    const commit = await stage.source.commit({ branch: 'main', message: 'Straight', author: ENGINEER, files });
    expect(await deploy(commit)).toHaveExitedWith(1, { log: 'approval-missing' });
    expect(await deployedTag()).toBe(`version-${stage.first}`);
  });

  test('where actions must be pinned, a workflow that reaches one by tag starts no job', async () => {
    const path = '.github/workflows/operate.yaml';
    const text = String(await stage.source.read('main', path)).replace(/(uses: actions\/checkout@)\S+/, '$1v7');
    await stage.source.commit({ branch: 'main', message: 'By tag', author: ENGINEER, files: { [path]: text } });
    const error = `The action actions/checkout@v7 is not allowed in ${SOURCE} because all actions must be pinned`;
    expect(await deploy(stage.first, 'workflow_dispatch', { reason: 'x' }, 'hold.yaml')).toHaveExitedWith(1, {
      log: error,
    });
  });

  test('hold.yaml stops the next merge, status.yaml reports the deployed version, and rollback.yaml has a dry run', async () => {
    const operate = (workflow: string, inputs: Record<string, string> = {}) =>
      deploy(stage.first, 'workflow_dispatch', inputs, workflow);
    expect(await operate('hold.yaml', { reason: 'To see', 'dry-run': 'true' })).toHaveSucceeded();
    expect((await stage.gitops.log('main')).length).toBe(1);
    expect(await operate('hold.yaml', { reason: 'The database moves' })).toHaveSucceeded();
    const commit = await mergeDag(stage, 'orders');
    expect(await deploy(commit)).toHaveSucceeded({ log: 'stops all deployments' });
    expect(await operate('status.yaml')).toHaveSucceeded({ log: `Deployed: version-${stage.first}, since` });
    const tried = await operate('rollback.yaml', { 'rollback-to': 'version-1', reason: 'To see', 'dry-run': 'true' });
    expect(tried).toHaveExitedWith(1, { log: 'rollback-tag' });
    expect(await deployedTag()).toBe(`version-${stage.first}`);
  });
});
