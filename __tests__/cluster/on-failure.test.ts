/**
 * Tests `on-failure: rollback` on a real Kubernetes with a real Argo CD. The nodes are simulated, and the kubelet of one is
 * played by the test.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type PlayedNode, type PlayedPod, startPlayedNode } from '../../sandbox/cluster/played-node.ts';
import { APPLICATION, type ClusterStage, NAMESPACE, startClusterStage } from '../../sandbox/cluster/stage.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { readDeployedTag } from '../../sandbox/stage/gitops-file.ts';
import { addRollbackTokens, ROLLBACK_INPUTS } from '../../sandbox/stage/rollback-tokens.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { BY_HAND, expectRolledBack, HOLD } from '../e2e/on-failure-stage.ts';
import { describeWith } from '../real/parts/find-part.ts';
import { forbid } from './forbid.ts';

const PARTS = ['cluster', 'redis', 'helm', 'distribution'];
/** A time limit for rollouts that do not succeed. */
const BRIEFLY = { 'rollout-timeout': '0.4' };

const isOfJob = ({ metadata }: PlayedPod) => metadata.ownerReferences?.[0]?.kind === 'Job';

describeWith(PARTS, 'on-failure: rollback on a real cluster', () => {
  let here: ClusterStage;
  let node: PlayedNode;
  beforeAll(async () => {
    here = await startClusterStage({ syncWaveDelaySeconds: 0 });
    addRollbackTokens(here.stage);
    const { kubectl } = here.cluster;
    // By default Argo CD tries a failed sync five times again, which takes two and a half minutes.
    const retry = { limit: 1, backoff: { duration: '1s' } };
    const patch = JSON.stringify({ spec: { syncPolicy: { retry } } });
    await kubectl.run(['patch', 'application', APPLICATION, '-n', 'argocd', '--type=merge', '--patch', patch]);
    await grant('get', 'sync');
    node = await startPlayedNode(kubectl);
    await deployHealthy();
  }, 300_000);
  afterAll(async () => {
    await node?.close();
    await here?.close();
  }, 60_000);

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
  }, 240_000);

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
  }, 240_000);

  test('a program that ends at once: rolled back at the time limit', async () => {
    const healthy = await deployHealthy();
    const failing = await merge();
    const ended = deploy(failing, BRIEFLY);
    await node.capture(
      `version-${failing}`,
      (pod) => (isOfJob(pod) ? 'succeeded' : 'crashing'),
      (pods) => pods.length === 5,
    );
    await node.release();
    const result = await ended;
    await expectRolledBack(here.stage, result, failing, healthy);
    expect(result.annotations[0]?.message).toMatch(/CrashLoopBackOff/);
  }, 240_000);

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
  }, 240_000);
});
