import type { BuildOptions } from '../../../../src/build/options.ts';
import type { ImagePlan, planImage } from '../../../../src/build/plan/plan-image.ts';
import { realize } from '../../../../src/build/realize.ts';
import type { GateDecision, NotDeployed } from '../../../../src/gates/verdict.ts';
import type { Blob } from '../../../../src/image/oci/blob.ts';
import type { StoredManifest } from '../../../../src/image/oci/manifest.ts';
import type { PushOptions } from '../../../../src/push/options.ts';
import { pushAndAttach } from '../../../../src/push/push.ts';

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

/** Building and pushing need the permission that only an approved deployment has, or that a step makes which runs alone. */
export async function writeWithoutPermission(
  plan: ImagePlan,
  build: BuildOptions,
  push: Omit<PushOptions, 'permission'>,
) {
  // @ts-expect-error Docker builds nothing
  await realize(plan, build);
  // @ts-expect-error an object literal is not a permission
  await realize(plan, { ...build, permission: {} });
  // @ts-expect-error nothing is pushed
  await pushAndAttach(push);
}

/** The decision of the gates has a permission only where it is that the deployment is approved. */
export function permissionOf(decision: GateDecision, notDeployed: NotDeployed) {
  // @ts-expect-error the outcome is not known
  const unknown = decision.permission;
  // @ts-expect-error nothing is deployed
  const none = notDeployed.permission;
  return decision.outcome === 'deployable' ? decision.permission : [unknown, none];
}
