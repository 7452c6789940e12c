import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { duringCall } from '../../sandbox/http/during-call.ts';
import { ENGINEER, IMAGE, LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { deployDuringRollout, FIRST_LOOK } from './during-rollout.ts';

const LOOK = 'GET /api/v1/applications/:name';

/** Runs a test on a separate stage. The tests mostly wait, so several run at once. */
function onStage(scene: (stage: Stage) => Promise<void>): () => Promise<void> {
  return async () => {
    const stage = await startStage();
    try {
      await scene(stage);
    } finally {
      await stage.close();
    }
  };
}

function deploy(
  stage: Stage,
  commit: string,
  inputs: Record<string, string> = {},
  options: Parameters<Stage['run']>[1] = {},
) {
  const { argocd, argocdToken } = stage;
  const seen = { 'argocd-server': argocd.url, 'argocd-app': 'flux-airflow', 'argocd-token': argocdToken };
  return stage.run(commit, { ...options, inputs: { ...seen, ...inputs } });
}

test.concurrent(
  'a rollout that succeeds: the run logs the states and links the page, and a rerun reports the same',
  onStage(async (stage) => {
    stage.argocd.stepWithLooks();
    const commit = await mergeDag(stage, 'orders');
    const result = await deploy(stage, commit);
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(result.outputs['argocd-url']).toBe(`${stage.argocd.url}/applications/flux-airflow`);
    expect(result.summary).toMatch(
      new RegExp(`^## 🚀 version-${commit.slice(0, 7)} is running: rolled out in [\\d.]+ s`),
    );
    const [comment] = stage.source.pullRequests.flatMap(({ comments }) => comments.map(({ body }) => body));
    expect(comment).toMatch(
      /\n## 🚀 version-\w{7} is running: rolled out in [\d.]+ s\n[\s\S]*Commit \[`\w{7}`\][\s\S]*:version-\w{40}@sha256:\w{64}`/,
    );
    expect(result.log.join('\n')).toMatch(/about to sync[\s\S]*tasks are running/);
    expect([...result.log, result.summary].join('\n')).not.toContain(stage.argocdToken);
    const again = await deploy(stage, commit);
    expect(again).toHaveEndedWith('unchanged', { outputs: { rollout: 'rolled-out' } });
  }),
);

test.concurrent(
  'a failed sync fails the run with Argo CD’s message and the rollback; the commit stays',
  onStage(async (stage) => {
    stage.argocd.stepWithLooks();
    stage.argocd.setScenario('flux-airflow', { kind: 'failing', retries: 2 });
    const result = await deploy(stage, await mergeDag(stage, 'orders'));
    expect(result).toHaveFailedWith('rollout-failed', { outputs: { rollout: 'failed' } });
    expect(result.summary).toMatch(/^## ❌ deploy: the rollout failed\n/);
    expect(result.summary).not.toContain('✅');
    expect(result.outputs['commit-sha']).toBe(await stage.gitops.head('main'));
    const [warning, annotation] = result.annotations;
    const message = expect.stringContaining('hook-delete-policy: BeforeHookCreation');
    expect(warning).toMatchObject({ level: 'warning', title: 'rollout', message });
    expect(annotation?.title).toBe('rollout-failed');
    expect(annotation?.message).toMatch(/field is immutable[\s\S]*hook-delete-policy: BeforeHookCreation/);
    expect(annotation?.message).toContain(`rollback-to: version-${stage.first}`);
    expect(result.log.join('\n')).toMatch(/^retry \d+: .*immutable/m);
    expect(result.log.join('\n')).toMatch(/^retry \d+: one or more tasks are running, after .*immutable/m);
  }),
);

test.concurrent(
  'rolled out without an approval, then rolled back: the summary says so under its last headline',
  onStage(async (stage) => {
    const token = 'ghs_sandboxrolloutbreakglass0000000000000011';
    const permissions = {
      [SOURCE]: { contents: 'read', pull_requests: 'write', issues: 'write', deployments: 'write' },
    } as const;
    stage.github.addToken({ token, login: 'github-actions[bot]', app: true, permissions });
    const files = { 'airflow/dags/x.py': 'x = 1\n' };
    const pushed = await stage.source.commit({ branch: 'main', message: 'Stop it', author: ENGINEER, files });
    const byHand = { eventName: 'workflow_dispatch', actor: LEAD } as const;
    const emergency = { 'github-token': token, 'break-glass': 'It counts twice' };
    const deployed = await deploy(stage, pushed, emergency, byHand);
    expect(deployed).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(deployed.summary).toMatch(/^## 🚀 .*\n\n🚨 \*\*Deployed without an approval\*\* by @ada: It counts twice\n/);
  }),
);

test.concurrent(
  'a degraded application fails the run after a while, with the resource',
  onStage(async (stage) => {
    stage.argocd.setScenario('flux-airflow', { kind: 'degraded' });
    const result = await deploy(stage, await mergeDag(stage, 'orders'));
    expect(result).toHaveFailedWith('rollout-failed');
    expect(result.annotations[0]?.message).toContain('exceeded its progress deadline');
  }),
);

/** A run looks twice a second. */
const LOOKS_OF_12_S = 24;
const HPA = { group: 'autoscaling', kind: 'HorizontalPodAutoscaler', name: 'airflow-worker' };
const REDIS = { group: 'apps', kind: 'Deployment', name: 'airflow-redis', images: ['redis:7'] };

test.concurrent(
  'an HPA without metrics for longer than a workload may be Degraded does not fail the run',
  onStage(async (stage) => {
    const others = [{ ...HPA, health: 'Degraded', message: 'unable to get metrics' }] as const;
    const { service } = stage.argocd;
    const degraded = duringCall(service, FIRST_LOOK, () => stage.argocd.setOthers('flux-airflow', others));
    const waiting = deploy(stage, await mergeDag(stage, 'orders'));
    await degraded;
    const end = service.calls.length + LOOKS_OF_12_S;
    await waitFor('looks for twelve seconds', () => service.calls.length >= end);
    stage.argocd.setOthers('flux-airflow', [{ ...HPA, health: 'Healthy' }]);
    const result = await waiting;
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(result.log).toContain(
      'health is Degraded; HorizontalPodAutoscaler airflow-worker: Degraded, unable to get metrics',
    );
    expect(result.annotations).toEqual([]);
  }),
);

test.concurrent(
  'a resource that was Degraded before, and does not run the image, is a warning',
  onStage(async (stage) => {
    stage.argocd.setOthers('flux-airflow', [{ ...REDIS, health: 'Degraded', message: 'exceeded its deadline' }]);
    const result = await deploy(stage, await mergeDag(stage, 'orders'));
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(result.annotations.map(({ level, title }) => [level, title])).toEqual([['warning', 'unhealthy before']]);
    expect(result.annotations[0]?.message).toContain('Deployment airflow-redis: Degraded, exceeded its deadline');
  }),
);

test.concurrent(
  'a resource that was Degraded before, and runs the image, fails the run',
  onStage(async (stage) => {
    const images = [`${IMAGE}:version-${stage.first}`];
    stage.argocd.setOthers('flux-airflow', [{ ...REDIS, images, health: 'Degraded' }]);
    const result = await deploy(stage, await mergeDag(stage, 'orders'));
    expect(result).toHaveFailedWith('rollout-failed');
    expect(result.annotations[0]?.message).toContain('Deployment airflow-redis: Degraded');
  }),
);

test.concurrent(
  'a state that Argo CD returns late, but before the commit, counts: the old fault is a warning',
  onStage(async (stage) => {
    stage.argocd.setOthers('flux-airflow', [{ ...REDIS, health: 'Degraded' }]);
    // Longer than the commit waits for Argo CD, and the build waits for it too.
    stage.argocd.service.faults.plan({ route: LOOK, nth: 1, fault: { after: () => sleep(6_000) } });
    const answered = stage.argocd.service.next(LOOK);
    stage.registry.service.faults.plan({ route: /^POST /, nth: 1, fault: { after: answered } });
    const result = await deploy(stage, await mergeDag(stage, 'orders'));
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: ['unhealthy before'] });
  }),
);

test.concurrent(
  'a rollback waits for the state before its commit too',
  onStage(async (stage) => {
    const good = await mergeDag(stage, 'orders');
    expect(await deploy(stage, good)).toHaveDeployed();
    const bad = await mergeDag(stage, 'payments');
    expect(await deploy(stage, bad)).toHaveDeployed();
    const { service } = stage.argocd;
    const before = service.calls.length;
    service.faults.plan({ route: LOOK, nth: 1, fault: { after: () => sleep(2_000) } });
    const inputs = { operation: 'rollback', 'rollback-to': `version-${good}`, reason: 'payments are wrong' };
    const back = await deploy(stage, bad, inputs, { eventName: 'workflow_dispatch', actor: LEAD });
    expect(back).toHaveDeployed();
    const look = service.calls.slice(before).find(({ route }) => route === LOOK);
    const commit = stage.github.service.calls.findLast(({ route }) => route === 'graphql CommitFile');
    expect(look?.endedAt).toBeLessThan(commit?.startedAt ?? 0);
  }),
);

test.concurrent(
  'without a state before the commit, every resource counts',
  onStage(async (stage) => {
    stage.argocd.setOthers('flux-airflow', [{ ...REDIS, health: 'Degraded' }]);
    stage.argocd.service.faults.plan({ route: /applications/, nth: 1, fault: { status: 503 } });
    const result = await deploy(stage, await mergeDag(stage, 'orders'));
    expect(result).toHaveFailedWith('rollout-failed');
    expect(result.log).toContain('Argo CD did not return the health before the commit, so every resource counts.');
  }),
);

test.concurrent(
  'names the file of argocd-image-updater that overrides the tag',
  onStage(async (stage) => {
    const override = `helm:\n  parameters:\n    - name: images.airflow.tag\n      value: version-${stage.first}\n      forcestring: true\n`;
    const files = { '.argocd-source-flux-airflow.yaml': override };
    await stage.gitops.commit({ branch: 'main', message: 'Override', author: ENGINEER, files });
    const result = await deploy(stage, await mergeDag(stage, 'orders'));
    expect(result).toHaveFailedWith('rollout-failed');
    expect(result.annotations[0]?.message).toMatch(
      /no resource uses the image \S+: \.argocd-source-flux-airflow\.yaml sets images\.airflow\.tag to version-\w+, which overrides the values file/,
    );
    expect(result.annotations[0]?.message).toContain('What to do: Remove that override, then deploy again.');
  }),
);

test.concurrent(
  'a sync that never ends fails the run at the time limit, with the command to end it',
  onStage(async (stage) => {
    stage.argocd.setScenario('flux-airflow', { kind: 'stuck' });
    const result = await deploy(stage, await mergeDag(stage, 'orders'), { 'rollout-timeout': '0.28' });
    expect(result).toHaveFailedWith('rollout-timeout', { outputs: { rollout: 'out-of-time' } });
    expect(result.annotations[0]?.message).toMatch(
      /waiting for healthy state.*; Pod \S+: ImagePullBackOff: Failed to pull/,
    );
    expect(result.annotations[0]?.message).toContain('argocd app terminate-op flux-airflow');
  }),
);

test.concurrent(
  'a run replaced by a newer deployment neither fails nor is rolled out; the newer one is',
  onStage(async (stage) => {
    stage.argocd.stepWithLooks();
    const older = await mergeDag(stage, 'orders');
    const newer = await mergeDag(stage, 'payments');
    const replaced = deployDuringRollout(stage, () => deploy(stage, newer));
    const [first, second] = await Promise.all([deploy(stage, older), replaced]);
    expect(first).toHaveDeployed({ outputs: { rollout: 'superseded' } });
    expect(first.annotations.map(({ title }) => title)).toEqual(['superseded']);
    const [after, before] = [newer, older].map((commit) => commit.slice(0, 7));
    expect(first.summary).toContain(`## ⏭️ version-${after} replaced version-${before}`);
    expect(second).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
  }),
);

test.concurrent(
  'a token that can only get applications is enough',
  onStage(async (stage) => {
    const result = await deploy(stage, await mergeDag(stage, 'orders'), { 'argocd-token': stage.argocdReadToken });
    expect(result).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
    expect(stage.argocd.service.calls.filter(({ route }) => !route.startsWith('GET '))).toEqual([]);
  }),
);

test.concurrent(
  'accepts a later commit by another author that contains ours',
  onStage(async (stage) => {
    stage.argocd.setScenario('flux-airflow', { kind: 'slow', factor: 10 });
    const before = await stage.gitops.head('main');
    const waiting = deploy(stage, await mergeDag(stage, 'orders'));
    await waitFor('the deployment’s commit', async () => (await stage.gitops.head('main')) !== before);
    await stage.gitops.commit({ branch: 'main', message: 'Another', author: ENGINEER, files: { 'other.md': 'x\n' } });
    const result = await waiting;
    expect(result).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
  }),
);

test.concurrent(
  'waits through an outage of Argo CD',
  onStage(async (stage) => {
    const { faults } = stage.argocd.service;
    const route = /applications/;
    faults.plan({ route, nth: 1, fault: { status: 503 } });
    faults.plan({ route, nth: 2, fault: 'reset' });
    faults.plan({ route, nth: 3, fault: 'truncated' });
    const result = await deploy(stage, await mergeDag(stage, 'orders'));
    expect(result).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
  }),
);

test.concurrent(
  'without a controller, the run stops waiting for the refresh and reports the last state',
  onStage(async (stage) => {
    stage.argocd.setScenario('flux-airflow', { kind: 'controller-down' });
    const result = await deploy(stage, await mergeDag(stage, 'orders'), { 'rollout-timeout': '0.4' });
    expect(result).toHaveFailedWith('rollout-timeout');
    expect(result.annotations[0]?.message).toContain('waiting for Argo CD to see the commit');
  }),
);

test.concurrent.each<[string, Record<string, string>, string]>([
  ['argocd-token', { 'argocd-token': 'a.b.c' }, 'token signature is invalid'],
  ['argocd-application', { 'argocd-app': 'another' }, 'permission denied (403)'],
  ['argocd-application', { 'argocd-app': 'another', 'argocd-project': 'default' }, '“another” not found (404)'],
  ['argocd-application', { 'argocd-namespace': 'team' }, 'permission denied (403)'],
])('%s: fails and reports the commit (%j)', (code, inputs, words) =>
  onStage(async (stage) => {
    const result = await deploy(stage, await mergeDag(stage, 'orders'), inputs);
    expect(result).toHaveFailedWith(code);
    expect(result.annotations[0]?.message.replaceAll('"', '“').replace('another“', 'another”')).toContain(words);
    expect(result.outputs['commit-sha']).toBe(await stage.gitops.head('main'));
  })(),
);

test.concurrent(
  'logs that the rollout is not checked; incomplete or insecure inputs fail before any change',
  onStage(async (stage) => {
    const commit = await mergeDag(stage, 'orders');
    const head = await stage.gitops.head('main');
    for (const [code, inputs] of [
      ['argocd-inputs', { 'argocd-token': '' }],
      ['argocd-server', { 'argocd-server': 'http://argocd.example' }],
      ['argocd-ca', { 'argocd-ca': 'no certificate' }],
    ] as const) {
      const rejected = await deploy(stage, commit, inputs);
      expect(rejected).toHaveFailedWith(code);
      expect(rejected.annotations[0]?.title).toBe(code);
    }
    expect(await stage.gitops.head('main')).toBe(head);
    const result = await stage.run(commit);
    expect(result).toHaveSucceeded({ outputs: { rollout: 'not-checked' } });
  }),
);

test.concurrent(
  'behind a proxy, under a sub-path, with a certificate of a private CA',
  onStage(async (stage) => {
    const [key, certificate] = ['key.pem', 'cert.pem'].map((name) => join(stage.directory, name)) as [string, string];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const pair = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2'];
    execFileSync('openssl', ['req', '-x509', ...pair, ...subject], { stdio: 'ignore' });
    const pem = readFileSync(certificate, 'utf8');
    const proxy = createServer({ key: readFileSync(key), cert: pem }, (incoming, answer) => {
      const path = incoming.url?.replace(/^\/argo/, '') ?? '';
      const { headers, method } = incoming;
      request(`${stage.argocd.url}${path}`, { headers, method }, (inner) => {
        answer.writeHead(inner.statusCode ?? 500, inner.headers);
        inner.pipe(answer);
      }).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      const server = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}/argo/`;
      const commit = await mergeDag(stage, 'orders');
      const strange = await deploy(stage, commit, { 'argocd-server': server, 'rollout-timeout': '0.01' });
      expect(strange.annotations[0]?.message).toContain('self-signed certificate');
      const result = await deploy(stage, commit, { 'argocd-server': server, 'argocd-ca': pem });
      expect(result).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
    } finally {
      proxy.close();
    }
  }),
);
