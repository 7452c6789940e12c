/** Tests deployments on a real Kubernetes with a real Argo CD. The nodes are simulated. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { APPLICATION, type ClusterStage, NAMESPACE, startClusterStage } from '../../sandbox/cluster/stage.ts';
import { seedRuntime } from '../../sandbox/runtime/seed.ts';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { ENGINEER, IMAGE, LEAD, OTHER_VALUES_FILE, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import type { Application } from '../../src/argocd/application.ts';
import { askRefusals } from './parts/argocd-refusals.ts';
import { courseOf, recordStates } from './parts/argocd-states.ts';
import { describeWith } from './parts/find-part.ts';

const PARTS = ['cluster', 'redis', 'helm', 'distribution'];
const JOB_HOOKS = /\n {2}jobAnnotations:\n.*hook: Sync\n.*BeforeHookCreation/g;

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly spec: Record<'containers' | 'initContainers', readonly { readonly image: string }[] | undefined>;
    };
  };
}

describeWith(PARTS, 'on a real cluster', () => {
  let here: ClusterStage;
  beforeAll(async () => {
    here = await startClusterStage({ syncWaveDelaySeconds: 0 });
  });
  afterAll(() => here?.close());

  async function merge(files: Record<string, string>): Promise<string> {
    const { source } = here.stage;
    const branch = `change-${source.pullRequests.length}`;
    await source.commit({ branch, message: 'Change', author: ENGINEER, files, parent: await source.head('main') });
    const pullRequest = await source.openPullRequest({ title: 'Change', author: ENGINEER, head: branch });
    await pullRequest.review({ author: LEAD, state: 'APPROVED' });
    return pullRequest.merge({ method: 'squash', by: ENGINEER });
  }

  async function editValues(edit: (text: string) => string): Promise<void> {
    const { gitops } = here.stage;
    const text = String(await gitops.read('main', VALUES_FILE));
    const files = { [VALUES_FILE]: edit(text) };
    await gitops.commit({ branch: 'main', message: 'By hand', author: LEAD, files });
  }

  /** Returns the images of all containers that Argo CD applied, from the API server. */
  async function appliedImages(): Promise<string[]> {
    const kinds = 'deployments,statefulsets,jobs,cronjobs,daemonsets';
    const { items } = await here.cluster.kubectl.get<{ items: Workload[] }>([kinds, '--namespace', NAMESPACE]);
    expect(items.length).toBeGreaterThan(3);
    const containers = items.flatMap(({ spec }) => [
      ...(spec.template.spec.initContainers ?? []),
      ...(spec.template.spec.containers ?? []),
    ]);
    return [...new Set(containers.map(({ image }) => image))];
  }

  /** Returns whether an attempt of the running sync has failed. */
  async function isRetrying(): Promise<boolean> {
    const application = ['application', APPLICATION, '--namespace', 'argocd'];
    const { status } = await here.cluster.kubectl.get<Application>(application);
    return (status?.operationState?.retryCount ?? 0) > 0;
  }

  const ROLLED_OUT = { outputs: { rollout: 'rolled-out' }, titles: [] };
  /** A short time limit for rollouts that do not succeed. */
  const BRIEFLY = { 'rollout-timeout': '0.25' };

  test('1, 8: a new DAG is rolled out to each container of each workload; a rerun changes nothing', async () => {
    const commit = await mergeDag(here.stage, 'orders');
    expect(await here.deploy(commit)).toHaveDeployed(ROLLED_OUT);
    expect(await appliedImages()).toEqual([`${IMAGE}:version-${commit}`]);
    expect(await here.deploy(commit)).toHaveEndedWith('unchanged', ROLLED_OUT);
  });

  test('1: a new runtime is rolled out; a rollback restores the previous one', async () => {
    const before = await here.stage.source.head('main');
    const requirements = String(await here.stage.source.read('main', 'requirements.txt'));
    const commit = await merge({ 'requirements.txt': `${requirements}# another\n` });
    const { stage, registry } = here;
    const workspace = await checkout(stage.source.directory, commit, stage.directory);
    await seedRuntime({ mirror: stage.mirror, registry, account: stage.account, workspace, image: IMAGE });
    const deployed = await here.deploy(commit);
    expect(deployed).toHaveDeployed(ROLLED_OUT);
    const back = await stage.run(commit, {
      eventName: 'workflow_dispatch',
      actor: LEAD,
      environment: here.environment,
      inputs: { ...here.followed, operation: 'rollback', 'rollback-to': `version-${before}`, reason: 'To see it' },
    });
    expect(back).toHaveDeployed(ROLLED_OUT);
    expect(await appliedImages()).toEqual([`${IMAGE}:version-${before}`]);
    const resumed = await here.deploy(await stage.source.head('main'), { operation: 'resume' });
    expect(resumed).toHaveDeployed(ROLLED_OUT);
  });

  test('the stand-in of Argo CD has the states and errors of the real one', async () => {
    const standIn = await startStage();
    try {
      const shown = { 'argocd-server': standIn.argocd.url, 'argocd-app': 'flux-airflow' };
      const inputs = { ...shown, 'argocd-token': standIn.argocdToken };
      const before = await mergeDag(standIn, 'before');
      await standIn.run(before, { inputs });
      const after = await mergeDag(standIn, 'after');
      const there = { url: standIn.argocd.url, token: standIn.argocdToken, before, after };
      const imitated = await recordStates(there, () => standIn.run(after, { inputs }));
      const old = await mergeDag(here.stage, 'to_compare_with');
      await here.deploy(old);
      const commit = await mergeDag(here.stage, 'compared');
      const { argocd } = here.cluster;
      const real = await recordStates({ ...argocd, before: old, after: commit }, () => here.deploy(commit));
      expect([imitated.at(0), imitated.at(-1)]).toEqual([real.at(0), real.at(-1)]);
      expect(courseOf(imitated, 'sync')).toEqual(courseOf(real, 'sync'));
      for (const part of ['health', 'operation', 'images'] as const) {
        // Polling may miss short states.
        const seen = imitated.filter((state) => courseOf(real, part).includes(state[part]));
        expect([part, courseOf(seen, part)]).toEqual([part, courseOf(real, part)]);
      }
      const { url } = standIn.argocd;
      const tokens = { url, token: standIn.argocdReadToken, adminToken: standIn.argocdToken };
      expect(await askRefusals(tokens)).toEqual(await askRefusals(argocd));
    } finally {
      await standIn.close();
    }
  });

  test('2: immutable Jobs: reported with the fix while Argo CD retries, and not as a success; then fixed', async () => {
    const text = String(await here.stage.gitops.read('main', VALUES_FILE));
    await editValues((values) => values.replace(JOB_HOOKS, ''));
    const first = await mergeDag(here.stage, 'invoices');
    await here.deploy(first, { 'rollout-timeout': '0.1' });
    await waitFor('the first failure of the sync', isRetrying);
    const commit = await mergeDag(here.stage, 'payments');
    const stuck = await here.deploy(commit, BRIEFLY);
    expect(stuck).toHaveExitedWith(1, {
      outputs: { outcome: 'failed', rollout: 'out-of-time' },
      titles: expect.arrayContaining(['rollout', 'rollout-timeout']),
    });
    expect(stuck.log.join('\n')).toMatch(/retry \d+: .*field is immutable/);
    for (const { message } of stuck.annotations.filter(({ title }) => title?.startsWith('rollout')))
      expect(message).toContain('hook-delete-policy: BeforeHookCreation');
    await editValues((values) => text.replace(/version-[0-9a-f]{40}/, /version-[0-9a-f]{40}/.exec(values)?.[0] ?? ''));
    await here.endOperation(await here.stage.gitops.head('main'));
    expect(await here.deploy(commit)).toHaveEndedWith('unchanged', ROLLED_OUT);
  });

  test('3: overtaken by another team: rolled out; by our newer deployment: superseded or rolled out, and the newer one stays', async () => {
    const { stage } = here;
    const older = await mergeDag(stage, 'refunds');
    const newer = await mergeDag(stage, 'returns');
    const isInValues = async (tag: string) => String(await stage.gitops.read('main', VALUES_FILE)).includes(tag);
    const first = here.deploy(older);
    await waitFor(`the commit of ${older}`, () => isInValues(older));
    const files = { [OTHER_VALUES_FILE]: '# of another team\n' };
    await stage.gitops.commit({ branch: 'main', message: 'Elsewhere', author: LEAD, files });
    expect(await first).toHaveDeployed(ROLLED_OUT);
    const again = await mergeDag(stage, 'stock');
    const overtaken = here.deploy(newer);
    await waitFor(`the commit of ${newer}`, () => isInValues(newer));
    const [one, two] = await Promise.all([overtaken, here.deploy(again)]);
    expect(one).toHaveSucceeded({ outputs: { rollout: expect.stringMatching(/^(?:superseded|rolled-out)$/) } });
    expect(two).toHaveDeployed(ROLLED_OUT);
    expect(await appliedImages()).toEqual([`${IMAGE}:version-${again}`]);
  });

  test('6: a manual change in the cluster is reverted during the rollout', async () => {
    const { kubectl } = here.cluster;
    const commit = await mergeDag(here.stage, 'shipments');
    const waiting = here.deploy(commit);
    const scheduler = ['deployment/flux-airflow-scheduler', '--namespace', NAMESPACE];
    await kubectl.run(['set', 'image', ...scheduler, 'scheduler=example.com/by-hand:1']);
    expect(await waiting).toHaveDeployed(ROLLED_OUT);
    expect(await appliedImages()).toEqual([`${IMAGE}:version-${commit}`]);
  });

  test('5: a chart that does not render: the error has Helm’s message and the commit', async () => {
    await editValues((text) => `${text}\nscheduler: [not, a, map]\n`.replace(/\nscheduler:\n[\s\S]*?\n(?=\w)/, '\n'));
    const result = await here.deploy(await mergeDag(here.stage, 'prices'), { 'rollout-timeout': '1.5' });
    expect(result).toHaveFailedWith('rollout-failed', { outputs: { rollout: 'failed' }, titles: ['rollout-failed'] });
    expect(result.annotations[0]?.message).toMatch(/is committed to \S+ by [0-9a-f]{7}, .*(?:manifest|helm)/);
    await editValues((text) => text.replace('scheduler: [not, a, map]\n', ''));
  });

  test.each([
    ['repo-server', /rpc error|connection refused/],
    ['application-controller', /did not answer/],
    ['server', /did not answer/],
  ] as const)(
    '5: Argo CD’s %s is down: the run fails at the time limit with its message; when it is up, a rerun succeeds',
    async (service, words) => {
      const { argocd } = here.cluster;
      const commit = await mergeDag(here.stage, `while_${service.replace('-', '_')}`);
      await argocd.end(service);
      const result = await here.deploy(commit, BRIEFLY);
      await argocd.start(service);
      expect(result).toHaveFailedWith('rollout-timeout', {
        outputs: { rollout: 'out-of-time' },
        titles: ['rollout-timeout'],
      });
      expect(result.annotations[0]?.message).toMatch(words);
      expect(result.annotations[0]?.message).toContain(`by ${result.outputs['commit-sha']?.slice(0, 7)}`);
      expect(await here.deploy(commit)).toHaveEndedWith('unchanged', ROLLED_OUT);
    },
  );

  test.each([
    ['a wrong token', () => ({ 'argocd-token': 'wrong' }), 'argocd-token'],
    ['a token without rights', () => ({ 'argocd-token': here.cluster.argocd.powerlessToken }), 'argocd-application'],
    ['a missing application', () => ({ 'argocd-app': 'absent', 'argocd-project': 'default' }), 'argocd-application'],
    ['a wrong project', () => ({ 'argocd-project': 'other' }), 'argocd-application'],
  ])('5: %s: the error says so and names the commit', async (_, inputs, code) => {
    const result = await here.deploy(await here.stage.source.head('main'), inputs());
    expect(result).toHaveFailedWith(code, { titles: [code] });
    expect(result.annotations[0]?.message).toMatch(
      /is committed to \S+ by [0-9a-f]{7}, but its rollout could not be checked/,
    );
    expect(result.annotations[0]?.message).toContain('deploys nothing twice');
  });
});
