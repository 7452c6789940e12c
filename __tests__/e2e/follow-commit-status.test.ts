/** Deployments that follow the commit status that Argo CD Notifications or Flux writes on the GitOps commit. */
import { expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { beforeAnswer } from '../../sandbox/http/during-call.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { ENGINEER, GITOPS, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';

const NAME = 'continuous-delivery/flux-airflow';
const NOTIFIER = 'ghs_sandboxnotifier00000000000000000000000031';
const FOLLOWER = 'ghs_sandboxfollower00000000000000000000000032';
const CHECKER = 'ghs_sandboxchecker000000000000000000000000033';

function onStage(scene: (stage: Stage) => Promise<void>): () => Promise<void> {
  return async () => {
    const stage = await startStage();
    const app = { app: true } as const;
    const write = { statuses: 'write', checks: 'write' } as const;
    stage.github.addToken({ ...app, token: NOTIFIER, login: 'argocd[bot]', permissions: { [GITOPS]: write } });
    const follow = { contents: 'write', statuses: 'read' } as const;
    stage.github.addToken({ ...app, token: FOLLOWER, login: 'flux-deployer[bot]', permissions: { [GITOPS]: follow } });
    const check = { ...follow, checks: 'read' } as const;
    stage.github.addToken({ ...app, token: CHECKER, login: 'flux-deployer[bot]', permissions: { [GITOPS]: check } });
    try {
      await scene(stage);
    } finally {
      await stage.close();
    }
  };
}

function deploy(stage: Stage, commit: string, inputs: Record<string, string> = {}): Promise<ActionResult> {
  const follow = { follow: 'commit-status', 'commit-status-context': NAME, 'rollout-timeout': '1' };
  return stage.run(commit, { inputs: { 'gitops-token': FOLLOWER, ...follow, ...inputs } });
}

/**
 * Deploys, and returns the commit in the GitOps repository while the run waits.
 * @param report writes the statuses that the run sees at its first look
 */
async function start(
  stage: Stage,
  report: (commit: string) => Promise<void> = async () => undefined,
  inputs: Record<string, string> = {},
) {
  const reported = beforeAnswer(stage.github.service, { route: 'graphql CommitFile', nth: 1 }, async () => {
    const commit = await stage.gitops.head('main');
    await report(commit);
    return commit;
  });
  const ended = deploy(stage, await mergeDag(stage, 'orders'), inputs);
  return { commit: await reported, ended };
}

/** Waits until the run has seen the statuses that were written before. GitHub refuses its first question, for check runs. */
function nextLook(stage: Stage): Promise<boolean> {
  const before = reads(stage);
  return waitFor('a look at the statuses', () => reads(stage) >= before + 2);
}

async function post(stage: Stage, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${NOTIFIER}` };
  const answer = await fetch(`${stage.github.url}/repos/${GITOPS}/${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
}

/** Writes a commit status as Argo CD Notifications does. */
function notify(stage: Stage, commit: string, state: string, description = 'said by Argo CD', context = NAME) {
  const target_url = 'https://argocd.example/applications/flux-airflow?operation=true';
  return post(stage, `statuses/${commit}`, { state, description, context, target_url });
}

/** Returns the number of times that the statuses were read. */
function reads(stage: Stage): number {
  return stage.github.service.calls.filter(({ route }) => route === 'graphql ReadCommitStatuses').length;
}

test.concurrent(
  'waits while the status is pending, and ends as rolled out when it succeeds',
  onStage(async (stage) => {
    const { commit, ended } = await start(stage, (made) => notify(stage, made, 'pending', 'syncing'));
    await nextLook(stage);
    await notify(stage, commit, 'success');
    const result = await ended;
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(result.log).toContain(`${NAME}: pending, syncing`);
    expect(result.summary).toMatch(/^## 🚀 .* is running: rolled out in [\d.]+ s .*applications\/flux-airflow/);
    expect(result.outputs['argocd-url']).toBeUndefined();
  }),
);

test.concurrent(
  'a failed status fails the run with its description; the commit stays',
  onStage(async (stage) => {
    const report = (made: string) => notify(stage, made, 'failure', 'the application is degraded');
    const { commit, ended } = await start(stage, report, { 'rollout-timeout': '0.2' });
    const result = await ended;
    expect(result).toHaveFailedWith('rollout-failed', { outputs: { rollout: 'failed' } });
    expect(result.annotations[0]?.message).toContain(`${NAME}: failure, the application is degraded`);
    expect(result.annotations[0]?.message).toContain('https://argocd.example/applications/flux-airflow');
    expect(result.annotations[0]?.message).toContain(`rollback-to: version-${stage.first}`);
    expect(await stage.gitops.head('main')).toBe(commit);
  }),
);

test.concurrent(
  'a failed status that succeeds within the time limit does not fail the run',
  onStage(async (stage) => {
    const { commit, ended } = await start(stage, (made) => notify(stage, made, 'error', 'degraded for a moment'));
    await nextLook(stage);
    await notify(stage, commit, 'success');
    expect(await ended).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
  }),
);

test.concurrent(
  'without a status, the run is green with a warning',
  onStage(async (stage) => {
    const other = 'continuous-delivery/elite-airflow';
    const report = (made: string) => notify(stage, made, 'success', 'another application', other);
    const { ended } = await start(stage, report, { 'rollout-timeout': '0.1' });
    const result = await ended;
    expect(result).toHaveDeployed({ outputs: { rollout: 'not-reported' } });
    expect(result.annotations.map(({ level, title }) => [level, title])).toEqual([['warning', 'rollout not reported']]);
    expect(result.annotations[0]?.message).toContain(`the GitOps commit has no status ${NAME}`);
    expect(result.summary).toMatch(/^## ⚠️ version-\w+ is committed; whether it runs is not known/);
  }),
);

test.concurrent(
  'a status that stays pending fails the run at the time limit',
  onStage(async (stage) => {
    const report = (made: string) => notify(stage, made, 'pending', 'syncing');
    const { ended } = await start(stage, report, { 'rollout-timeout': '0.1' });
    const result = await ended;
    expect(result).toHaveFailedWith('rollout-timeout', { outputs: { rollout: 'out-of-time' } });
    expect(result.annotations[0]?.message).toContain(`${NAME}: pending, syncing`);
  }),
);

test.concurrent(
  'accepts a success on a later commit that contains ours, not on another branch',
  onStage(async (stage) => {
    const files = { 'other.md': 'x\n' };
    const { ended } = await start(stage, async (commit) => {
      const parent = await resolve(stage, `${commit}^`);
      const aside = { branch: 'aside', message: 'Aside', author: ENGINEER, files, parent };
      await notify(stage, await stage.gitops.commit(aside), 'success');
      await notify(stage, commit, 'failure', 'superseded');
    });
    const later = await stage.gitops.commit({ branch: 'main', message: 'Another', author: ENGINEER, files });
    await nextLook(stage);
    await notify(stage, later, 'success');
    expect(await ended).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
  }),
);

async function resolve(stage: Stage, revision: string): Promise<string> {
  const found = await stage.gitops.resolve(revision);
  if (found === undefined) throw new Error(`no commit ${revision}`);
  return found;
}

test.concurrent(
  'a newer deployment ends the wait, whether the status is pending or not',
  onStage(async (stage) => {
    const { ended } = await start(stage, (made) => notify(stage, made, 'pending'));
    const newer = await stage.run(await mergeDag(stage, 'payments'));
    expect(newer).toHaveDeployed();
    expect(await ended).toHaveDeployed({ outputs: { rollout: 'superseded' } });
  }),
);

test.concurrent(
  'all statuses of a pattern and of every name must succeed; check runs count if the token may read them',
  onStage(async (stage) => {
    const names = 'continuous-delivery/*airflow, kustomization/flux-system/*';
    const inputs = { 'gitops-token': CHECKER, 'commit-status-context': names };
    const { commit, ended } = await start(stage, (made) => notify(stage, made, 'success'), inputs);
    const run = { name: 'kustomization/flux-system/0c9c2e41', head_sha: commit, status: 'completed' };
    await nextLook(stage);
    await post(stage, 'check-runs', { ...run, conclusion: 'success', output: { title: 'Applied', summary: '' } });
    const result = await ended;
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(result.log).toContain('no status kustomization/flux-system/*');
  }),
);

test.concurrent(
  'waits through an outage of GitHub',
  onStage(async (stage) => {
    stage.github.service.faults.plan({ route: 'graphql ReadCommitStatuses', nth: 1, fault: 'reset' });
    const { ended } = await start(stage, (made) => notify(stage, made, 'success'));
    expect(await ended).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
  }),
);

test.concurrent(
  'without the permission, the error names it and says that the commit stays',
  onStage(async (stage) => {
    const result = await deploy(stage, await mergeDag(stage, 'orders'), { 'gitops-token': stage.gitopsToken });
    expect(result).toHaveFailedWith('github-permission');
    expect(result.annotations[0]?.message).toMatch(/is committed to .* its rollout could not be checked/);
    expect(result.annotations[0]?.message).toContain('needs “Commit statuses: read” on the GitOps repository');
  }),
);

test.concurrent(
  'invalid inputs fail before any change; without inputs no status is followed',
  onStage(async (stage) => {
    const commit = await mergeDag(stage, 'orders');
    const head = await stage.gitops.head('main');
    const wrong = [
      { follow: 'argo' },
      { follow: 'argocd', 'commit-status-context': '' },
      { 'commit-status-context': '' },
      { follow: 'none' },
    ];
    for (const inputs of wrong) expect(await deploy(stage, commit, inputs)).toHaveFailedWith('input-follow');
    expect(await stage.gitops.head('main')).toBe(head);
    const { argocd, argocdToken } = stage;
    const seen = { 'argocd-server': argocd.url, 'argocd-app': 'flux-airflow', 'argocd-token': argocdToken };
    const none = await deploy(stage, commit, { ...seen, follow: 'none', 'commit-status-context': '' });
    expect(none).toHaveDeployed({ outputs: { rollout: 'not-checked' } });
    expect(argocd.service.calls).toEqual([]);
  }),
);
