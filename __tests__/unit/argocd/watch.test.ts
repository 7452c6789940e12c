import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Application, Resource, ResourceTree, SyncedResource } from '../../../src/argocd/application.ts';
import { readApplicationState } from '../../../src/argocd/state.ts';
import { Watch } from '../../../src/argocd/watch.ts';

const COMMIT = 'a'.repeat(40);
const IMAGE = 'registry.example/airflow';
const OLD = [`${IMAGE}:version-1`];

const HPA = { group: 'autoscaling', kind: 'HorizontalPodAutoscaler', namespace: 'airflow', name: 'worker' };
const REDIS = { group: 'apps', kind: 'Deployment', namespace: 'airflow', name: 'redis' };
const INGRESS = { group: 'networking.k8s.io', kind: 'Ingress', namespace: 'airflow', name: 'web' };
const SCHEDULER = { group: 'apps', kind: 'Deployment', namespace: 'airflow', name: 'scheduler' };

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

function having(resource: Resource, status: string, message = 'why'): Resource {
  return { ...resource, health: { status, message } };
}

/** Returns an application that is rolled out but for the health of some resources; its own is the worst. */
function application(...resources: Resource[]): Application {
  const order = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'];
  const ranks = resources.map(({ health }) => order.indexOf(health?.status ?? 'Healthy'));
  return {
    status: {
      sync: { status: 'Synced', revision: COMMIT },
      health: { status: order[Math.max(0, ...ranks)] ?? '' },
      operationState: { phase: 'Succeeded', syncResult: { revision: COMMIT } },
      summary: { images: [`${IMAGE}:version-2`] },
      resources,
    },
  };
}

/** Returns a tree in which each resource owns a ReplicaSet, and that a pod with these images. */
function treeOf(...owners: (readonly [Resource, readonly string[]])[]): ResourceTree {
  const nodes = owners.flatMap(([owner, images]) => {
    const set = { group: 'apps', kind: 'ReplicaSet', namespace: 'airflow', name: `${owner.name}-1` };
    return [
      owner,
      { ...set, parentRefs: [owner] },
      { kind: 'Pod', namespace: 'airflow', name: `${owner.name}-1-x`, parentRefs: [set], images },
    ];
  });
  return { nodes };
}

interface Scene {
  readonly before?: Application;
  readonly isRerun?: boolean;
  readonly tree?: ResourceTree | Error;
}

/** Watches an application that `now` returns. */
function watch(now: () => Application, { before, isRerun = false, tree = {} }: Scene = {}) {
  const client = {
    look: async () => now(),
    readTree: async () => {
      if (tree instanceof Error) throw tree;
      return tree;
    },
    readEvents: async () => ({}),
  };
  const expected = {
    contains: (revisions: readonly string[]) => revisions.includes(COMMIT),
    references: [`${IMAGE}:version-2`],
  };
  const resources = before && readApplicationState(before).resources;
  return new Watch(client, { before: resources, isRerun, expect: async () => expected });
}

/** Returns the seconds after which a watch fails, polling every five; `undefined` if it does not within ten minutes. */
async function secondsToFailure(now: () => Application, scene?: Scene): Promise<number | undefined> {
  const watching = watch(now, scene);
  for (let seconds = 0; seconds <= 600; seconds += 5) {
    jest.setSystemTime(seconds * 1000);
    const seen = await watching.look();
    if ('kind' in seen) return seen.kind === 'failed' ? seconds : undefined;
  }
  return undefined;
}

test('a workload that is Degraded fails after ten seconds, a resource whose controller retries after five minutes', async () => {
  expect(await secondsToFailure(() => application(having(SCHEDULER, 'Degraded')))).toBe(10);
  expect(await secondsToFailure(() => application(having(HPA, 'Degraded')))).toBe(300);
  expect(await secondsToFailure(() => application(having(HPA, 'Degraded'), having(SCHEDULER, 'Degraded')))).toBe(10);
});

test('another message, or another Degraded resource, does not begin the time again', async () => {
  const changing = () => {
    const others = Date.now() >= 200_000 ? [having(INGRESS, 'Degraded')] : [];
    return application(having(HPA, 'Degraded', `metrics at ${Date.now()}`), ...others);
  };
  expect(await secondsToFailure(changing)).toBe(300);
});

test('an HPA without metrics for a while ends as rolled out', async () => {
  const watching = watch(() => application(having(HPA, Date.now() < 120_000 ? 'Degraded' : 'Healthy')));
  expect(await watching.look()).toMatchObject({
    message: 'health is Degraded; HorizontalPodAutoscaler worker: Degraded, why',
  });
  jest.setSystemTime(125_000);
  expect(await watching.look()).toEqual({ kind: 'rolled-out', unhealthy: [] });
});

test.each([
  ['Degraded', REDIS],
  ['Progressing', INGRESS],
  ['Suspended', HPA],
])('what was %s before, and does not run the image, does not count', async (status, resource) => {
  const state = application(having(resource, status), having(SCHEDULER, 'Healthy'));
  const tree = treeOf([REDIS, ['redis:7']], [SCHEDULER, OLD]);
  const seen = await watch(() => state, { before: state, tree }).look();
  expect(seen).toEqual({ kind: 'rolled-out', unhealthy: [`${resource.kind} ${resource.name}: ${status}, why`] });
});

test('it does not hide another resource that is still rolling out', async () => {
  const before = application(having(REDIS, 'Degraded'));
  const now = application(having(REDIS, 'Degraded'), having(SCHEDULER, 'Progressing'));
  const seen = await watch(() => now, { before, tree: treeOf([REDIS, ['redis:7']]) }).look();
  expect(seen).toEqual({ message: 'rolling out', waitMs: 0 });
});

test.each<[string, Application | undefined, ResourceTree | Error]>([
  ['runs the image', application(having(REDIS, 'Degraded')), treeOf([REDIS, OLD])],
  ['has no pods that would show its image', application(having(REDIS, 'Degraded')), {}],
  ['was better before', application(having(REDIS, 'Progressing')), treeOf([REDIS, ['redis:7']])],
  ['did not exist before', application(), treeOf([REDIS, ['redis:7']])],
  ['may have been healthy before', undefined, treeOf([REDIS, ['redis:7']])],
  ['has an image that cannot be read', application(having(REDIS, 'Degraded')), new Error('permission denied')],
])('what is Degraded counts if it %s', async (_, before, tree) => {
  const now = () => application(having(REDIS, 'Degraded'));
  expect(await secondsToFailure(now, before === undefined ? { tree } : { before, tree })).toBe(10);
});

test('hooks do not count, and the tree is not read for a healthy application', async () => {
  const hook = { ...having(REDIS, 'Degraded'), hook: true };
  const state: Application = application(having(SCHEDULER, 'Healthy'));
  const withHook = { status: { ...state.status, resources: [...(state.status?.resources ?? []), hook] } };
  const tree = new Error('must not be read');
  expect(await watch(() => withHook, { before: withHook, tree }).look()).toEqual({ kind: 'rolled-out', unhealthy: [] });
});

/** Watches an application until it fails, and returns whether the deployment is the cause. */
async function isOfDeployment(now: () => Application, scene?: Scene): Promise<boolean | undefined> {
  const watching = watch(now, scene);
  for (let seconds = 0; seconds <= 600; seconds += 5) {
    jest.setSystemTime(seconds * 1000);
    const seen = await watching.look();
    if ('kind' in seen) return seen.kind === 'failed' ? seen.isOfDeployment : undefined;
  }
  return undefined;
}

const TREE = treeOf([REDIS, ['redis:7']], [SCHEDULER, OLD]);

test.each<[string, boolean, Resource, Scene]>([
  ['a workload with the image', true, SCHEDULER, { before: application(), tree: TREE }],
  ['a workload with the image, if the state before is not known', true, SCHEDULER, { tree: TREE }],
  ['a workload without the image', false, REDIS, { before: application(), tree: TREE }],
  ['a resource without an image', false, HPA, { before: application(), tree: TREE }],
  ['what was degraded before', false, SCHEDULER, { before: application(having(SCHEDULER, 'Degraded')), tree: TREE }],
  [
    'what a rerun sees degraded, because its own commit may have caused it',
    true,
    SCHEDULER,
    { before: application(having(SCHEDULER, 'Degraded')), isRerun: true, tree: TREE },
  ],
  ['a workload whose image cannot be read', false, SCHEDULER, { before: application(), tree: new Error('denied') }],
])('the deployment is the cause of what is Degraded: %s: %p', async (_, expected, resource, scene) => {
  expect(await isOfDeployment(() => application(having(resource, 'Degraded')), scene)).toBe(expected);
});

test('the deployment is the cause of a failed sync, not of an image that nothing uses', async () => {
  const { status = {} } = application();
  const operationState = { phase: 'Failed', message: 'no quota', syncResult: { revision: COMMIT } };
  expect(await isOfDeployment(() => ({ status: { ...status, operationState } }))).toBe(true);
  expect(await isOfDeployment(() => ({ status: { ...status, summary: { images: OLD } } }))).toBe(false);
});

/** Returns an application whose manifests are rendered into a branch. */
function hydrated(sourceHydrator: object, revision = 'd'.repeat(40)): Application {
  const { status } = application();
  const spec = { sourceHydrator: { syncSource: { targetBranch: 'env/prod', path: 'airflow' } } };
  const sync = { status: 'Synced', revision };
  return { spec, status: { ...status, sync, sourceHydrator, operationState: { phase: 'Succeeded' } } };
}

test('a hydration that fails is given the time for one retry, also while it is retried', async () => {
  const failing = () => {
    const phase = Math.floor(Date.now() / 1000) % 120 < 110 ? 'Failed' : 'Hydrating';
    return hydrated({ currentOperation: { phase, message: 'helm failed', drySHA: COMMIT } });
  };
  expect(await secondsToFailure(failing)).toBe(150);
});

test('while a failed hydration is retried, the message keeps the failure', async () => {
  const watching = watch(() => {
    const retry = { phase: 'Hydrating', message: '', drySHA: COMMIT };
    return hydrated({
      currentOperation: Date.now() < 5000 ? { ...retry, phase: 'Failed', message: 'no such key' } : retry,
    });
  });
  await watching.look();
  jest.setSystemTime(5000);
  const rendering = 'Argo CD renders the manifests for env/prod';
  const failure = 'Argo CD could not render the manifests: no such key';
  expect(await watching.look()).toEqual({ message: `${rendering}, after this failure: ${failure}`, waitMs: 0 });
});

test('a hydration that fails without a commit, as Argo CD 3.6 reports an error of Helm, fails the rollout', async () => {
  const done = { drySHA: 'b'.repeat(40), hydratedSHA: 'd'.repeat(40) };
  const failing = () =>
    hydrated({ currentOperation: { phase: 'Failed', message: 'helm failed' }, lastSuccessfulOperation: done });
  expect(await watch(failing).look()).toEqual({
    message: 'Argo CD could not render the manifests: helm failed',
    waitMs: 0,
  });
  expect(await secondsToFailure(failing)).toBe(150);
});

test.each<[string, object, string | undefined]>([
  ['the commit is not seen yet', { lastComparedDryRevision: 'b'.repeat(40) }, 'waiting for Argo CD to see the commit'],
  [
    'it is being rendered',
    { currentOperation: { phase: 'Hydrating', drySHA: COMMIT } },
    'Argo CD renders the manifests for env/prod',
  ],
  [
    'the rendered commit is not seen yet',
    { lastSuccessfulOperation: { drySHA: COMMIT, hydratedSHA: 'e'.repeat(40) } },
    'waiting for Argo CD to see eeeeeee on env/prod',
  ],
])('with the source hydrator: %s', async (_, status, message) => {
  expect(await watch(() => hydrated(status)).look()).toEqual({ message, waitMs: 0 });
});

/** Returns the application with hooks in its chart: the sync failed for these resources. */
function failedSync(state: Application, ...resources: SyncedResource[]): Application {
  const operationState = { phase: 'Failed', message: 'unsuccessful', syncResult: { revision: COMMIT, resources } };
  return { ...state, status: { ...state.status, operationState } };
}

const DEGRADED = { status: 'Synced', hookPhase: 'Failed' };
const BOTH = treeOf([REDIS, ['redis:7']], [SCHEDULER, OLD]);

test('a sync that fails only for what was Degraded before, and does not run the image, ends as rolled out', async () => {
  const before = application(having(REDIS, 'Degraded'));
  const state = failedSync(before, { ...REDIS, ...DEGRADED }, { ...SCHEDULER, status: 'Synced', hookPhase: 'Running' });
  const seen = await watch(() => state, { before, tree: BOTH }).look();
  expect(seen).toEqual({ kind: 'rolled-out', unhealthy: ['Deployment redis: Degraded, why'] });
});

test.each<[string, boolean, SyncedResource, string]>([
  ['an HPA that is Degraded now', false, { ...HPA, ...DEGRADED }, 'Degraded'],
  ['an HPA that was Degraded for a moment', false, { ...HPA, ...DEGRADED }, 'Healthy'],
  ['a workload with the image', true, { ...SCHEDULER, ...DEGRADED }, 'Degraded'],
  ['a resource that could not be applied', true, { ...HPA, status: 'SyncFailed' }, 'Healthy'],
  ['a hook', true, { ...HPA, ...DEGRADED, hookType: 'Sync' }, 'Healthy'],
])('a sync that fails for %s fails; it is of the deployment: %s', async (_, isOfDeployment, failed, status) => {
  const resource = failed.name === SCHEDULER.name ? SCHEDULER : HPA;
  const state = failedSync(application(having(resource, status)), failed);
  const seen = await watch(() => state, { before: application(), tree: BOTH }).look();
  expect(seen).toMatchObject({ kind: 'failed', isOfDeployment });
});

test('a sync that has not ended is of the deployment if something that it brought has failed in it', async () => {
  const running = (...resources: SyncedResource[]) => {
    const state = failedSync(application(having(HPA, 'Degraded')), ...resources);
    return {
      ...state,
      status: { ...state.status, operationState: { ...state.status?.operationState, phase: 'Running' } },
    };
  };
  const isFailing = async (...resources: SyncedResource[]) => {
    const watching = watch(() => running(...resources), { before: application(), tree: BOTH });
    expect(await watching.look()).toHaveProperty('message');
    return watching.hasFailingSync();
  };
  expect(await isFailing({ ...SCHEDULER, status: 'SyncFailed', message: 'denied' })).toBe(true);
  expect(await isFailing({ ...HPA, ...DEGRADED })).toBe(false);
  expect(await isFailing({ ...SCHEDULER, status: 'Synced', hookPhase: 'Running' })).toBe(false);
});
