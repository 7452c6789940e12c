import type { planImage } from '../../../src/build/plan-image.ts';
import type { Blob } from '../../../src/image/oci/blob.ts';
import type { StoredManifest } from '../../../src/image/oci/manifest.ts';

type PlanOptions = Parameters<typeof planImage>[0];

/**
 * Only the type check reads this function. An unused `@ts-expect-error` is an error, so the check fails as soon as
 * planning an image gets a registry that can write.
 */
export async function writeBeforeTheApproval({ registry }: PlanOptions, blob: Blob, manifest: StoredManifest) {
  // @ts-expect-error a plan uploads nothing
  await registry.putBlob(blob);
  // @ts-expect-error a plan begins no upload
  registry.beginUpload();
  // @ts-expect-error a plan sets no tag
  await registry.putManifest('version-1', manifest);
}
