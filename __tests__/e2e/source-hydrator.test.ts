/** Applications whose manifests Argo CD renders into a branch of their own, which it then syncs. */
import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type ApplicationOptions, type ArgoCd, startArgoCd } from '../../sandbox/argocd/index.ts';
import { ENGINEER, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';

let stage: Stage;
let argocd: ArgoCd;
afterEach(async () => {
  await Promise.all([argocd?.close(), stage?.close()]);
});

async function start(options: Partial<ApplicationOptions>): Promise<void> {
  stage = await startStage();
  const source = { repository: stage.gitops.directory, branch: 'main', valuesFile: VALUES_FILE };
  argocd = await startArgoCd({
    token: stage.argocdToken,
    applications: [{ name: 'flux-airflow', ...source, ...options }],
    pollMs: 1_000,
  });
}

function deploy(commit: string, timeout = '1') {
  const server = { 'argocd-server': argocd.url, 'argocd-app': 'flux-airflow', 'argocd-token': stage.argocdToken };
  return stage.run(commit, { inputs: { ...server, 'rollout-timeout': timeout } });
}

function git(...parameters: string[]): string {
  const person = ['-c', 'user.name=Grace', '-c', 'user.email=grace@example.com'];
  return execFileSync('git', ['-C', stage.gitops.directory, ...person, ...parameters])
    .toString()
    .trim();
}

test('the commit is followed into the branch that Argo CD renders, also when another commit follows', async () => {
  await start({ hydrator: { branch: 'environments/prod', path: 'flux-airflow/manifests' } });
  argocd.setScenario('flux-airflow', { kind: 'slow', factor: 20 });
  const before = await stage.gitops.head('main');
  const waiting = deploy(await mergeDag(stage, 'orders'));
  await waitFor('the deployment’s commit', async () => (await stage.gitops.head('main')) !== before);
  await stage.gitops.commit({ branch: 'main', message: 'Another', author: ENGINEER, files: { 'other.md': 'x\n' } });
  expect(await waiting).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
});

test('if Argo CD renders to a branch for review, the run waits for its merge, also for a squash', async () => {
  await start({ hydrator: { branch: 'environments/prod', path: 'manifests' } });
  await argocd.close();
  const staged = { branch: 'environments/prod', path: 'manifests', hydrateTo: 'environments/prod-next' };
  const source = { repository: stage.gitops.directory, branch: 'main', valuesFile: VALUES_FILE };
  git('branch', 'environments/prod-next', 'environments/prod');
  argocd = await startArgoCd({
    token: stage.argocdToken,
    applications: [{ name: 'flux-airflow', ...source, hydrator: staged }],
    pollMs: 1_000,
  });
  const before = git('rev-parse', 'environments/prod-next');
  const waiting = deploy(await mergeDag(stage, 'orders'));
  await waitFor('the rendered commit', () => git('rev-parse', 'environments/prod-next') !== before);
  await waitFor('a poll that shows it', () => argocd.service.calls.length > 6);
  const tree = git('rev-parse', 'environments/prod-next^{tree}');
  const squash = git('commit-tree', tree, '-p', 'environments/prod', '-m', 'Promote (#7)');
  git('update-ref', 'refs/heads/environments/prod', squash);
  const result = await waiting;
  expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
  expect(result.log).toContain(
    'Argo CD rendered the manifests to environments/prod-next: waiting until they are merged into environments/prod',
  );
});

test('a failed hydration is in the message at the time limit', async () => {
  await start({ hydrator: { branch: 'environments/prod', path: 'manifests' } });
  argocd.setScenario('flux-airflow', { kind: 'hydration-failed', message: 'helm template: no such key' });
  const result = await deploy(await mergeDag(stage, 'orders'), '0.1');
  expect(result).toHaveFailedWith('rollout-timeout');
  expect(result.annotations[0]?.message).toContain('could not render the manifests: helm template: no such key');
});
