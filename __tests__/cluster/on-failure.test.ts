/**
 * Tests `on-failure: rollback` on a real Kubernetes with a real Argo CD. The nodes are simulated, and the kubelet of one is
 * played by the test.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type PlayedNode, type PlayedPod, startPlayedNode } from '../../sandbox/cluster/played-node.ts';
import { APPLICATION, type ClusterStage, NAMESPACE, startClusterStage } from '../../sandbox/cluster/stage.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { readDeployedTag } from '../../sandbox/stage/gitops-file.ts';
import { addRollbackTokens, ROLLBACK_INPUTS } from '../../sandbox/stage/rollback-tokens.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { BY_HAND, expectRolledBack, HOLD } from '../e2e/on-failure-stage.ts';
import { describeWith } from '../real/parts/find-part.ts';
import { addTemplate, CACHE, HPA, playHpa } from './chart-additions.ts';
import { forbid } from './forbid.ts';

const PARTS = ['cluster', 'redis', 'helm', 'distribution'];
/** A time limit for rollouts that do not succeed. */
const BRIEFLY = { 'rollout-timeout': '0.4' };

interface ShownApplication {
  readonly status: {
    readonly resources: readonly { readonly name: string; readonly health?: { readonly status: string } }[];
  };
}

const isOfJob = ({ metadata }: PlayedPod) => metadata.ownerReferences?.[0]?.kind === 'Job';

describeWith(PARTS, 'on-failure: rollback on a real cluster', () => {
  let here: ClusterStage;
  let node: PlayedNode;
  beforeAll(async () => {
    here = await startClusterStage({ syncWaveDelaySeconds: 0 });
    addRollbackTokens(here.stage);
    const { kubectl } = here.cluster;
    await retryFailedSync(1);
    await grant('get', 'sync');
    node = await startPlayedNode(kubectl);
    await deployHealthy();
  });
  afterAll(async () => {
    await node?.close();
    await here?.close();
  });

  // A test that fails must not leave its pods to the next one.
  afterEach(async () => {
    here.stage.github.service.faults.clear();
    await node.release();
  });

  function deploy(commit: string, inputs: Record<string, string> = {}, options: object = {}): Promise<ActionResult> {
    const { stage, environment, followed } = here;
    const own = { 'registry-mirror': stage.mirror.host, 'rollout-timeout': '1', ...followed, ...ROLLBACK_INPUTS };
    return stage.run(commit, { environment, limitMs: 300_000, ...options, inputs: { ...own, ...inputs } });
  }

  function merge(): Promise<string> {
    return mergeDag(here.stage, `dag_${here.stage.source.pullRequests.length}`);
  }

  /** Deploys a version that is seen healthy, and lifts the hold of an earlier test. */
  async function deployHealthy(): Promise<string> {
    const commit = await merge();
    const isHeld = (await here.stage.gitops.read('main', HOLD)) !== undefined;
    const result = isHeld ? await deploy(commit, { operation: 'resume' }, BY_HAND) : await deploy(commit);
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    return commit;
  }

  /** Expects that the version is deployed, without a hold. */
  async function expectStands(commit: string): Promise<void> {
    expect(await readDeployedTag(here.stage)).toBe(`version-${commit}`);
    expect(await here.stage.gitops.read('main', HOLD)).toBeUndefined();
  }

  /** Sets how often Argo CD tries a failed sync again. Its default is five times, which takes two and a half minutes. */
  async function retryFailedSync(limit: number): Promise<void> {
    const retry = limit === 5 ? null : { limit, backoff: { duration: '1s' } };
    const patch = JSON.stringify({ spec: { syncPolicy: { retry } } });
    const { kubectl } = here.cluster;
    await kubectl.run(['patch', 'application', APPLICATION, '-n', 'argocd', '--type=merge', '--patch', patch]);
  }

  /** Waits until Argo CD shows this health of a resource. Its API has that; since version 3, the Application does not. */
  async function untilHealth(name: string, health: string): Promise<void> {
    const { url, token } = here.cluster.argocd;
    const headers = { authorization: `Bearer ${token}` };
    const see = async () => {
      const answer = await fetch(`${url}/api/v1/applications/${APPLICATION}`, { headers });
      const { status } = (await answer.json()) as ShownApplication;
      return status.resources.some((each) => each.name === name && each.health?.status === health);
    };
    await waitFor(`${name} to be ${health}`, see, { limitMs: 60_000, everyMs: 500 });
  }

  /** Waits until the values file has the tag of a version. */
  async function untilCommitted(commit: string): Promise<void> {
    const isDeployed = async () => (await readDeployedTag(here.stage)) === `version-${commit}`;
    await waitFor(`the commit of ${commit}`, isDeployed, { limitMs: 60_000 });
  }

  /** Sets the rights of the account of the token. */
  async function grant(...rights: readonly string[]): Promise<void> {
    const policy = rights.map((right) => `p, deployer, applications, ${right}, */*, allow\n`).join('');
    const patch = JSON.stringify({ data: { 'policy.csv': policy } });
    await here.cluster.kubectl.run(['patch', 'configmap', 'argocd-rbac-cm', '-n', 'argocd', '--patch', patch]);
  }

  test('a sync that a policy rejects for good: rolled back', async () => {
    const healthy = await deployHealthy();
    const failing = await merge();
    const allow = await forbid(here.cluster.kubectl, `version-${failing}`, 'deployments');
    const result = await deploy(failing).finally(allow);
    await expectRolledBack(here.stage, result, failing, healthy);
    expect(result.annotations[0]?.message).toContain('critical vulnerability');
  });

  test('a migration that fails, and a runner killed before the rollback’s commit: the rerun rolls back', async () => {
    const { stage, cluster } = here;
    const healthy = await deployHealthy();
    const failing = await merge();
    const killer = new AbortController();
    stage.github.service.faults.plan({ route: 'graphql ReadHealthRecords', nth: 2, fault: 'hang' });
    const killed = deploy(failing, {}, { signal: killer.signal });
    await node.capture(
      `version-${failing}`,
      () => 'unpullable',
      (pods) => pods.filter(isOfJob).length === 2,
    );
    // The Job tries for minutes otherwise.
    const patch = '{"spec":{"backoffLimit":0}}';
    await cluster.kubectl.run([
      'patch',
      'job',
      `${APPLICATION}-run-airflow-migrations`,
      '-n',
      NAMESPACE,
      '--patch',
      patch,
    ]);
    node.play((pod) => (/migrations/.test(pod.metadata.name) ? 'failed' : isOfJob(pod) ? 'succeeded' : 'running'));
    const hasHung = () => stage.github.service.calls.some(({ fault }) => fault === 'hang');
    await waitFor('the search for a healthy version', hasHung, { limitMs: 120_000 });
    killer.abort();
    expect(await killed).toHaveExitedWith(null);
    stage.github.service.faults.clear();
    await expectStands(failing);
    await node.release();
    const result = await deploy(failing);
    await expectRolledBack(stage, result, failing, healthy);
    expect(result.annotations[0]?.message).toContain('the sync ended as Failed');
  });

  test('a program that ends at once: rolled back at the time limit', async () => {
    const healthy = await deployHealthy();
    const failing = await merge();
    const ended = deploy(failing, BRIEFLY);
    await node.capture(
      `version-${failing}`,
      (pod) => (isOfJob(pod) ? 'succeeded' : 'crashing'),
      (pods) => pods.length >= 5,
    );
    await node.release();
    const result = await ended;
    await expectRolledBack(here.stage, result, failing, healthy);
    expect(result.annotations[0]?.message).toMatch(/CrashLoopBackOff/);
  });

  test('an image that is missing: the sync, whose Jobs wait for it, is ended, and rolled back', async () => {
    const { stage } = here;
    const healthy = await deployHealthy();
    const failing = await merge();
    const ended = deploy(failing, BRIEFLY);
    await node.capture(
      `version-${failing}`,
      () => 'unpullable',
      (pods) => pods.filter(isOfJob).length === 2,
    );
    await node.release();
    const result = await ended;
    await expectRolledBack(stage, result, failing, healthy);
    expect(result.annotations[0]?.message).toMatch(/ImagePullBackOff: Failed to pull image/);
    expect(result.log.join('\n')).toContain(`Ended the sync of version-${failing} in Argo CD`);
  });

  test('a newer deployment that comes while ours fails: ours is superseded, its sync is ended, and theirs is rolled out', async () => {
    await deployHealthy();
    const failing = await merge();
    const older = deploy(failing, { 'rollout-timeout': '4' });
    await node.capture(
      `version-${failing}`,
      () => 'unpullable',
      (pods) => pods.filter(isOfJob).length === 2,
    );
    await node.release();
    const fixed = await merge();
    const [superseded, result] = await Promise.all([older, deploy(fixed, { 'rollout-timeout': '4' })]);
    expect(superseded).toHaveSucceeded({ outputs: { rollout: 'superseded', 'rolled-back-to': undefined } });
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: ['earlier sync ended'] });
    expect(result.annotations[0]?.message).toMatch(
      new RegExp(`The sync of version-${failing} hangs in Argo CD: .*; Pod \\S+: (?:Init:)?ImagePullBackOff`),
    );
    await expectStands(fixed);
  }, 360_000);

  test('the rollback’s own rollout fails: red, with both failures, and not rolled back again', async () => {
    const { stage } = here;
    const healthy = await deployHealthy();
    const failing = await merge();
    const ended = deploy(failing, BRIEFLY);
    await node.capture(
      '',
      () => 'unpullable',
      (pods) => pods.filter(isOfJob).length >= 2,
    );
    const result = await ended;
    await node.release();
    await here.endOperation();
    expect(result).toHaveFailedWith('rollback-failed', { outputs: { 'rolled-back-to': `version-${healthy}` } });
    expect(result.summary).toContain('is committed again, but is not known to run');
    expect(result.annotations[0]?.message).toMatch(
      /ImagePullBackOff[\s\S]*but its rollout has not succeeded: .*ImagePullBackOff/,
    );
    const operations = (await stage.gitops.log('main'))
      .slice(0, 2)
      .map(({ message }) => /^Operation: .*/m.exec(message)?.[0]);
    expect(operations).toEqual(['Operation: rollback', undefined]);
    expect(await readDeployedTag(stage)).toBe(`version-${healthy}`);
  });

  test('a resource that was degraded before: rolled out with a warning, not rolled back', async () => {
    await deployHealthy();
    const remove = await addTemplate(here, CACHE);
    try {
      await node.capture(
        'redis:7',
        (pod) => (isOfJob(pod) ? 'succeeded' : 'unpullable'),
        (pods) => pods.length === 1,
      );
      await untilHealth(CACHE.name, 'Degraded');
      await node.release();
      const commit = await merge();
      const result = await deploy(commit, { 'rollout-timeout': '2' });
      expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: ['unhealthy before'] });
      await expectStands(commit);
    } finally {
      await remove();
    }
  });

  test('an HPA that takes a minute to get its metrics: rolled out; for longer than Argo CD’s retries: red, not rolled back', async () => {
    const { kubectl } = here.cluster;
    await deployHealthy();
    const remove = await addTemplate(here, HPA);
    try {
      const hpa = await playHpa(kubectl);
      await hpa('with metrics');
      await untilHealth(HPA.name, 'Healthy');
      await retryFailedSync(5);
      const patient = await merge();
      const waiting = deploy(patient, { 'rollout-timeout': '4' });
      await untilCommitted(patient);
      await hpa('without metrics');
      await untilHealth(HPA.name, 'Degraded');
      await sleep(60_000);
      await hpa('with metrics');
      expect(await waiting).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
      await retryFailedSync(1);
      const failing = await merge();
      const red = deploy(failing);
      await untilCommitted(failing);
      await hpa('without metrics');
      expect(await red).toHaveExitedWith(1, { outputs: { 'rolled-back-to': undefined } });
      await expectStands(failing);
    } finally {
      await remove();
      await retryFailedSync(1);
    }
  }, 480_000);
});
