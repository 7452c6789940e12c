import { expect, test } from '@jest/globals';
import { hasFailedPod } from '../../../src/argocd/pods.ts';

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
