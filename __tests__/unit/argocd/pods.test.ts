import { expect, test } from '@jest/globals';
import { hasFailedPod, isStuck } from '../../../src/argocd/pods.ts';

const IMAGE = 'registry.example/airflow:version-2';

function failed(reason: string, { image = IMAGE, kind = 'Pod' } = {}): Promise<boolean> {
  const node = { kind, name: 'scheduler-x', images: [image], info: [{ name: 'Status Reason', value: reason }] };
  const argocd = { readTree: async () => ({ nodes: [node] }), readEvents: async () => ({}) };
  return hasFailedPod(argocd, [IMAGE]);
}

test.each([
  'ImagePullBackOff',
  'ErrImagePull',
  'Init:ImagePullBackOff',
  'Init:ErrImageNeverPull',
  'InvalidImageName',
  'CrashLoopBackOff',
])('%s is a failure of the image', async (reason) => {
  expect(await failed(reason)).toBe(true);
});

test.each(['Running', 'ContainerCreating', 'Init:0/1', 'Init:CrashLoopBackOff', 'Evicted', 'OOMKilled', 'Completed'])(
  '%s is not',
  async (reason) => {
    expect(await failed(reason)).toBe(false);
  },
);

test('a pod of another image, or something else than a pod, does not count', async () => {
  expect(await failed('ImagePullBackOff', { image: 'registry.example/airflow:version-1' })).toBe(false);
  expect(await failed('ImagePullBackOff', { kind: 'ReplicaSet' })).toBe(false);
  const argocd = { readTree: async () => Promise.reject(new Error('denied')) };
  expect(await hasFailedPod(argocd, [IMAGE])).toBe(false);
});

const JOB = { group: 'batch', kind: 'Job', name: 'migrations' };

/** Returns a pod with this reason, of a Deployment or a Job. */
function pod(reason: string, owner: object = { group: 'apps', kind: 'ReplicaSet', name: 'scheduler-1' }) {
  return { kind: 'Pod', images: [IMAGE], parentRefs: [owner], info: [{ name: 'Status Reason', value: reason }] };
}

test.each([
  ['a Job that cannot start', true, [pod('ImagePullBackOff', JOB), pod('Init:0/1')]],
  ['a program that ends at once, after the Jobs', true, [pod('CrashLoopBackOff'), pod('Completed', JOB)]],
  ['a program that ends at once while the migrations run', false, [pod('CrashLoopBackOff'), pod('Running', JOB)]],
  ['a Job in its init container', false, [pod('ImagePullBackOff'), pod('Init:0/1', JOB)]],
  ['pods that start', false, [pod('ContainerCreating'), pod('Pending', JOB)]],
])('%s: the sync hangs: %j', async (_, expected, nodes) => {
  expect(await isStuck({ readTree: async () => ({ nodes }) }, [IMAGE], { failed: [] })).toBe(expected);
});

const REJECTED = {
  key: 'apps/Deployment/airflow/x',
  kind: 'Deployment',
  name: 'x',
  message: '',
  isOnlyDegraded: false,
};

test('a sync that waits for a hook after something in it failed hangs, unless the Job runs', async () => {
  const stuck = (nodes: object[]) => isStuck({ readTree: async () => ({ nodes }) }, [IMAGE], { failed: [REJECTED] });
  expect(await stuck([])).toBe(true);
  expect(await stuck([pod('Running', JOB)])).toBe(false);
});

test('without the pods, no sync hangs', async () => {
  expect(
    await isStuck({ readTree: async () => Promise.reject(new Error('denied')) }, [IMAGE], { failed: [REJECTED] }),
  ).toBe(false);
});
