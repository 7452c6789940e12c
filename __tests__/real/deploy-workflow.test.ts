import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, LEAD, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { describeWith } from './parts/find-part.ts';
import { runOnMain } from './parts/stage-workflow.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The actions and their workflows, which stand in the same repository as the DAGs. */
async function actionFiles(): Promise<Record<string, Buffer>> {
  const entries = ['dist/deploy', 'dist/status'].map(async (folder) =>
    (await readdir(join(ROOT, folder))).map((name) => `${folder}/${name}`),
  );
  const workflows = ['.github/workflows/deploy.yaml', '.github/workflows/operate.yaml'];
  const paths = ['action.yml', 'actions/status/action.yml', ...workflows, ...(await Promise.all(entries)).flat()];
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(ROOT, path))])));
}

describeWith(['act'], 'deploy.yaml and operate.yaml by act', ({ act = '' }) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await startStage({ files: await actionFiles() });
  }, 60_000);
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

  test('a merge is deployed, and no secret stands in the log', async () => {
    const commit = await mergeDag(stage, 'orders');
    const { exitCode, log } = await deploy(commit);
    expect([exitCode, log]).toEqual([0, expect.stringContaining(`version-${commit} is committed`)]);
    expect(await deployedTag()).toBe(`version-${commit}`);
    const [last] = await stage.gitops.log('main');
    expect(last?.author.name).toBe('flux-deployer[bot]');
    expect(last?.message).toContain(`Approved-By: @${LEAD}\n`);
    for (const secret of stage.secrets()) expect(log).not.toContain(secret);
  }, 120_000);

  test('an older commit that is asked for is deployed, by the action as it is on main', async () => {
    const older = await mergeDag(stage, 'orders');
    await mergeDag(stage, 'invoices');
    const { exitCode, log } = await deploy(await stage.source.head('main'), 'workflow_dispatch', { commit: older });
    expect([exitCode, log]).toEqual([0, expect.stringContaining(`version-${older} is committed`)]);
    expect(await deployedTag()).toBe(`version-${older}`);
  }, 120_000);

  test('a push that nobody approved is red, and nothing is deployed', async () => {
    const files = { 'airflow/dags/x.py': '' };
    const commit = await stage.source.commit({ branch: 'main', message: 'Straight', author: ENGINEER, files });
    const { exitCode, log } = await deploy(commit);
    expect([exitCode, log]).toEqual([1, expect.stringContaining('unproved')]);
    expect(await deployedTag()).toBe(`version-${stage.first}`);
  }, 120_000);

  test('operate.yaml rolls back under a hold, tells the status, and resumes', async () => {
    const older = await mergeDag(stage, 'orders');
    await deploy(older);
    const newer = await mergeDag(stage, 'invoices');
    await deploy(newer);
    const operate = (operation: string, more: Record<string, string> = {}) =>
      deploy(newer, 'workflow_dispatch', { operation, 'dry-run': 'false', ...more }, 'operate.yaml');
    const nameless = await operate('rollback', { reason: 'orders are wrong' });
    expect([nameless.exitCode, nameless.log]).toEqual([1, expect.stringContaining('rollback-tag')]);
    const back = await operate('rollback', { tag: `version-${older}`, reason: 'orders are wrong' });
    expect([back.exitCode, await deployedTag()]).toEqual([0, `version-${older}`]);
    const status = await operate('status');
    expect([status.exitCode, status.log]).toEqual([0, expect.stringContaining(`version-${older} is deployed since`)]);
    const held = await deploy(newer);
    expect([held.exitCode, held.log]).toEqual([0, expect.stringContaining('stops all deployments')]);
    const resumed = await operate('resume');
    expect([resumed.exitCode, await deployedTag()]).toEqual([0, `version-${newer}`]);
  }, 240_000);
});
