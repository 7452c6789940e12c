import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { git } from '../../sandbox/github/git.ts';
import { GITOPS, IMAGE, LEAD, SOURCE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { runCli } from './run-cli.ts';

/** The workflow of the repository: literal inputs, and one that only GitHub knows. */
const WORKFLOW = `jobs:
  deploy:
    uses: flux-data/flux-airflow/.github/workflows/reusable-deploy.yaml@v0.1.0
    with:
      image: ${IMAGE}
      gitops-repository: ${GITOPS}
      values-file: ${VALUES_FILE}
      approvers: ${LEAD}
      follow: commit-status
      commit-status-context: argocd/flux
      on-failure: rollback
      airflow-url: https://airflow.example.com
      wait-for-tasks: 10
      smoke-dags: smoke
      sign: required
      aws-role: arn:aws:iam::123456789012:role/deployer
      commit: \${{ inputs.commit }}
`;

let stage: Stage;
let directory: string;
let clone: string;
beforeAll(async () => {
  stage = await startStage({ files: { '.github/workflows/deploy.yaml': WORKFLOW } });
  directory = mkdtempSync(join(tmpdir(), 'flux-airflow-cli-actions-'));
  clone = join(directory, 'clone');
  await stage.run(await mergeDag(stage, 'orders'));
  await mergeDag(stage, 'invoices');
  await git(directory, ['clone', '--quiet', stage.source.directory, clone]);
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await stage.close();
});

/** Runs a command in the clone, with the environment of a person who is logged in. */
function run(...args: readonly string[]) {
  const env = {
    ...stage.environment,
    GITHUB_API_URL: stage.github.url,
    GITHUB_SERVER_URL: stage.github.url,
    GH_TOKEN: stage.workflowToken,
    FLUX_AIRFLOW_GITOPS_TOKEN: stage.gitopsToken,
  };
  return runCli([...args, '--repository', SOURCE], { cwd: clone, env });
}

test('status shows what is deployed, with the inputs of the repository’s own workflow', async () => {
  const json = await run('status', '--json');
  expect(json).toMatchObject({ code: 0 });
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: true,
    outputs: { 'commits-behind': '1', held: 'false', drift: [] },
  });
  const { code, stdout } = await run('status');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^✅ version-[0-9a-f]{7} is deployed, 1 commit behind$/m);
  expect(stdout).toMatch(/^Pull request +#1 Add the DAG orders$/m);
  expect(stdout).not.toMatch(/&#|\]\(|`/);
});

test('plan answers each question of a deployment, and changes nothing', async () => {
  const head = await stage.gitops.head('main');
  const newest = await stage.source.head('main');
  const { code, stdout } = await run('plan', '--json', '--input', `registry-mirror=${stage.mirror.host}`);
  expect({ code, result: JSON.parse(stdout) }).toMatchObject({
    code: 0,
    result: { ok: true, outputs: { outcome: 'deployed', tag: `version-${newest}` } },
  });
  expect(await stage.gitops.head('main')).toBe(head);
});

test('protect names what is not protected, and exits with 1', async () => {
  const { code, stdout } = await run('protect', '--json');
  expect({ code, result: JSON.parse(stdout) }).toMatchObject({
    code: 1,
    result: { ok: false, outputs: { compliant: 'false' } },
  });
});

test.each([
  [['status', '--input', 'image'], /^--input image is not NAME=VALUE\.$/m],
  [['status', '--input', 'image='], /do not set image\. Add --input image=…$/m],
  [['plan', '--commit', 'abcdef0'], /has no commit abcdef0\. Fetch it, or correct --commit\.$/m],
])('%j ends with one sentence and the exit code 2', async (args, message) => {
  const { code, stderr } = await run(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test('without a login, the command says how to log in', async () => {
  const env = {
    GH_TOKEN: '',
    GITHUB_TOKEN: '',
    PATH: `${join(process.execPath, '..')}:/usr/bin`,
    GH_CONFIG_DIR: directory,
  };
  const { code, stderr } = await runCli(['status', '--repository', SOURCE], { cwd: clone, env });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'This command needs a token of GitHub. Run gh auth login, or set GH_TOKEN.\n',
  });
});
