import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { BASE_REPOSITORY, BASE_TAG } from '../../sandbox/runtime/base-image.ts';
import { ENGINEER, GITOPS, IMAGE, LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { signingEnvironment, startStageSigstore, WORKFLOW } from './signing-stage.ts';

const SCRIPT = join(resolve(import.meta.dirname, '../..'), 'scripts/smoke/index.ts');
const TOKEN = 'ghs_smoketoken000000000000000000000000000003';
const GITOPS_TOKEN = 'ghs_smokegitopstoken0000000000000000000000004';

const run = promisify(execFile);

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  const app = { login: 'smoke[bot]', app: true };
  stage.github.addToken({
    ...app,
    token: TOKEN,
    permissions: { [SOURCE]: { contents: 'read', pull_requests: 'read' } },
  });
  stage.github.addToken({ ...app, token: GITOPS_TOKEN, permissions: { [GITOPS]: { contents: 'write' } } });
});
afterEach(() => stage.close());

async function smoke(options: readonly string[] = [], differences: Readonly<Record<string, string>> = {}) {
  const env = {
    PATH: process.env.PATH,
    ...stage.environment,
    GITHUB_API_URL: stage.github.url,
    GITHUB_SERVER_URL: stage.github.url,
    SMOKE_REPOSITORY: SOURCE,
    SMOKE_TOKEN: TOKEN,
    SMOKE_GITOPS_REPOSITORY: GITOPS,
    SMOKE_GITOPS_TOKEN: GITOPS_TOKEN,
    SMOKE_IMAGE: IMAGE,
    SMOKE_APPROVERS: LEAD,
    SMOKE_REGISTRY_MIRROR: stage.mirror.host,
    SMOKE_BASE_IMAGE: `${BASE_REPOSITORY}:${BASE_TAG}`,
    ...differences,
  };
  const child = spawn(process.execPath, [SCRIPT, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode, log: (out + err).trim().split('\n') };
}

/** Returns everything that the check could leave: branches with their heads, and tags. */
async function traces() {
  const { stdout: branches } = await run('git', ['-C', stage.gitops.directory, 'for-each-ref']);
  const authorization = `Basic ${Buffer.from(`AWS:${stage.pullPassword()}`).toString('base64')}`;
  const answer = await fetch(`${stage.registry.url}/v2/flux-airflow/tags/list`, { headers: { authorization } });
  return { branches, tags: await answer.text() };
}

test('without --write, only reads', async () => {
  await mergeDag(stage, 'orders');
  const run = await smoke();
  expect(run).toHaveSucceeded();
  expect(run.log.filter((line) => !line.startsWith('ok '))).toEqual([
    'Nothing was changed. With --write, it deploys to a temporary branch and cleans up.',
  ]);
  expect(run.log.length).toBe(10);
});

test('says whether the registry mirror answers HEAD as it answers GET', async () => {
  await mergeDag(stage, 'orders');
  const line = async (image: string) =>
    (await smoke([], { SMOKE_BASE_IMAGE: image })).log.find((each) => each.includes('the registry mirror'));
  expect(await line(`${BASE_REPOSITORY}:${BASE_TAG}`)).toMatch(/^ok .*: HEAD and GET return sha256:\w{64}$/);
  expect(await line('alpine')).toMatch(/^FAIL .* has no alpine\. Set SMOKE_BASE_IMAGE to another one\.$/);
});

test('verifies the signed approval of an image, and says who did not sign it', async () => {
  const commit = await mergeDag(stage, 'orders');
  const sigstore = await startStageSigstore(stage);
  try {
    const environment = signingEnvironment(stage, sigstore);
    expect(await stage.run(commit, { environment, inputs: { sign: 'required' } })).toHaveDeployed();
    const line = async (workflow: string) => {
      const keys = { SMOKE_TRUSTED_ROOT: join(stage.directory, 'trusted_root.json') };
      const { log } = await smoke([], { SMOKE_SIGNED_COMMIT: commit, SMOKE_SIGNED_BY: workflow, ...keys });
      return log.find((each) => each.includes('the approval of an image is signed'));
    };
    expect(await line(WORKFLOW)).toMatch(/^ok .*: sha256:\w{64}, signed by .*deploy\.yaml@refs\/heads\/main$/);
    expect(await line(WORKFLOW.replace('deploy', 'test'))).toMatch(/^FAIL .*deploy\.yaml@refs\/heads\/main/);
  } finally {
    await sigstore.close();
  }
});

test('says which commit statuses the GitOps token reads, with and without the permission', async () => {
  await mergeDag(stage, 'orders');
  const line = async () => (await smoke()).log.find((each) => each.includes('the GitOps token reads commit statuses'));
  expect(await line()).toMatch(/^ok .*: not permitted: “Commit statuses: read” is needed for follow: commit-status$/);
  const permissions = { [GITOPS]: { contents: 'write', statuses: 'write' } } as const;
  stage.github.addToken({ login: 'smoke[bot]', app: true, token: GITOPS_TOKEN, permissions });
  expect(await line()).toMatch(/^ok .*: none on the newest commit$/);
  const headers = { authorization: `Bearer ${GITOPS_TOKEN}` };
  const body = JSON.stringify({ state: 'success', context: 'continuous-delivery/flux-airflow', description: 'x' });
  const url = `${stage.github.url}/repos/${GITOPS}/statuses/${await stage.gitops.head('main')}`;
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(201);
  expect(await line()).toMatch(/^ok .*: continuous-delivery\/flux-airflow is success$/);
});

test('with --write, deploys and cleans up', async () => {
  await mergeDag(stage, 'orders');
  const before = await traces();
  const run = await smoke(['--write']);
  expect(run).toHaveSucceeded();
  expect(run.log.filter((line) => !line.startsWith('ok '))).toEqual([]);
  expect(run.log.find((line) => line.includes('a commit on a moved head is rejected as stale'))).toMatch(
    /Expected branch to point to/,
  );
  expect(run.log.find((line) => line.includes('the activity log shows the commit'))).toMatch(/: [\d.]+ seconds late$/);
  expect(run.log.length).toBe(20);
  expect(await traces()).toEqual(before);
});

describe('closing keywords', () => {
  const ISSUE = { id: 1, number: 70, title: 'To be closed', body: '', createdAt: new Date() };
  const permissions = { contents: 'write', pull_requests: 'write', issues: 'read' } as const;
  beforeEach(async () => {
    stage.github.addToken({
      login: 'smoke[bot]',
      app: true,
      token: GITOPS_TOKEN,
      permissions: { [GITOPS]: permissions },
    });
    stage.gitops.issues.push({ ...ISSUE, author: stage.gitops.state.user(ENGINEER) });
    await mergeDag(stage, 'orders');
  });
  const line = ({ log }: { log: readonly string[] }) => log.find((each) => each.includes('a closing keyword'));
  const open = () => stage.gitops.pullRequests.filter(({ isOpen }) => isOpen);

  test('in quotation marks: says that they close nothing, and closes its pull request', async () => {
    const before = await traces();
    const run = await smoke(['--write'], { SMOKE_ISSUE: '70' });
    expect(run).toHaveSucceeded();
    expect(line(run)).toMatch(
      /^ok .*: “.Fixes. flux-data\/kubernetes-deployments#70” closes nothing, “Fixes flux-data\/kubernetes-deployments#70” would$/,
    );
    expect([stage.gitops.pullRequests.length, open()]).toEqual([1, []]);
    expect(await traces()).toEqual(before);
  });

  test('if GitHub reads keywords in quotation marks, or not without them: fails, and still cleans up', async () => {
    const before = await traces();
    stage.gitops.setSettings({ keywordsInQuotes: 'act' });
    const about = (issue: string) => smoke(['--write'], { SMOKE_ISSUE: issue });
    const [acting, unknown] = await Promise.all([about('70'), about('71')]);
    expect(acting).toHaveExitedWith(1);
    expect(line(acting)).toMatch(/^FAIL .* waiting for the end of the link/);
    expect(unknown).toHaveExitedWith(1);
    expect(unknown.log.join('\n')).toContain(`Set SMOKE_ISSUE to an open issue of ${GITOPS}.`);
    expect(open()).toEqual([]);
    expect(await traces()).toEqual(before);
  });
});

test('reports a failure, and still cleans up', async () => {
  await mergeDag(stage, 'orders');
  const before = await traces();
  const run = await smoke(['--write'], { SMOKE_APPROVERS: ENGINEER });
  expect(run).toHaveExitedWith(1);
  expect(run.log.filter((line) => line.startsWith('FAIL')).map((line) => line.replace(/:.*/, ''))).toEqual([
    'FAIL  a dry run reports that it would deploy',
    'FAIL  the deployment commits a change of one line',
  ]);
  expect(await traces()).toEqual(before);
});

test('names every missing variable', async () => {
  const run = await smoke([], { SMOKE_IMAGE: '', SMOKE_TOKEN: '' });
  expect(run).toHaveExitedWith(2);
  expect(run.log).toEqual([expect.stringMatching(/^Missing environment variables: set SMOKE_TOKEN, SMOKE_IMAGE /)]);
});
