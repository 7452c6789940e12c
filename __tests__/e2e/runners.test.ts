/** Deployments on runners other than GitHub's own of today. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, LEAD, type Stage, startStage } from '../../sandbox/stage/stage.ts';

let stage: Stage;
let programs: string;
beforeAll(async () => {
  stage = await startStage();
  programs = await mkdtemp(join(tmpdir(), 'flux-airflow-programs-'));
  await symlink(findProgram('git'), join(programs, 'git'));
});
afterAll(async () => {
  await stage?.close();
  await rm(programs, { recursive: true, force: true });
});

function findProgram(name: string): string {
  const all = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  const found = all.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is not installed`);
  return found;
}

function deploy(commit: string, environment: Record<string, string>, inputs: Record<string, string> = {}) {
  return stage.run(commit, { environment: { ...stage.environment, ...environment }, inputs });
}

test.each(['Windows', 'macOS'])('%s is rejected in one sentence, before any change', async (system) => {
  const head = await stage.gitops.head('main');
  const result = await deploy(await mergeDag(stage, `on_${system.toLowerCase()}`), { RUNNER_OS: system });
  expect(result).toHaveFailedWith('runner-os', { titles: ['runner-os'] });
  expect(result.annotations[0]?.message).toContain(`This runner has ${system}, but the action needs Linux.`);
  expect(await stage.gitops.head('main')).toBe(head);
});

test('a deployment of DAGs needs git, and no Docker; also on arm64', async () => {
  const commit = await mergeDag(stage, 'without_docker');
  const result = await deploy(commit, { PATH: programs, RUNNER_ARCH: 'ARM64' });
  expect(result).toHaveDeployed();
  expect(result.outputs.runtime).toMatch(/^runtime-/);
});

test('the oldest runner has Node 24.4: a private authority is rejected with the remedy, the rest works', async () => {
  const older =
    'import tls from "node:tls"; import http from "node:http"; delete tls.setDefaultCACertificates; delete http.setGlobalProxyFromEnv;';
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(older)}`;
  const { argocd, argocdToken } = stage;
  const followed = { 'argocd-server': argocd.url, 'argocd-app': 'flux-airflow', 'argocd-token': argocdToken };
  const withAuthority = { ...followed, 'argocd-ca': '-----BEGIN CERTIFICATE-----' };
  const head = await stage.gitops.head('main');
  const commit = await mergeDag(stage, 'oldest_runner');
  const result = await deploy(commit, { NODE_OPTIONS }, withAuthority);
  expect(result).toHaveFailedWith('argocd-ca');
  expect(result.annotations[0]?.message).toMatch(
    /Node v\S+ cannot trust argocd-ca: that needs 24\.5[\s\S]*NODE_EXTRA_CA_CERTS/,
  );
  expect(await stage.gitops.head('main')).toBe(head);
  expect(await deploy(commit, { NODE_OPTIONS }, followed)).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
});

test('a new runtime needs Docker: without it, the run says so and changes nothing', async () => {
  const text = String(await stage.source.read('main', 'requirements.txt'));
  const files = { 'requirements.txt': `${text}\n# another runtime\n` };
  const branch = 'another-runtime';
  await stage.source.commit({
    branch,
    message: 'Change',
    author: ENGINEER,
    files,
    parent: await stage.source.head('main'),
  });
  const pullRequest = await stage.source.openPullRequest({ title: 'Change', author: ENGINEER, head: branch });
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  const commit = await pullRequest.merge({ method: 'squash', by: ENGINEER });
  const head = await stage.gitops.head('main');
  const result = await deploy(commit, { PATH: programs });
  expect(result).toHaveFailedWith('runtime-missing');
  expect(result.annotations.at(-1)?.message).toContain('Docker, which builds it, is not installed on this runner');
  expect(await stage.gitops.head('main')).toBe(head);
});
