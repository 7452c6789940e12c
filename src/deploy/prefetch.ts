import { type ImagePlan, planImage } from '../build/plan-image.ts';
import { type Outcome, settle } from '../eager.ts';
import type { DeploymentRequest } from '../gitops/request.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import { findPresent, type Present } from '../push/find-present.ts';
import { fetchDeployedManifest } from '../push/same-as-deployed.ts';
import type { RegistryReader } from '../registry/reader.ts';
import type { DeployOptions } from './options.ts';

/** The reads of an image, made before its deployment is approved. */
export interface PrefetchedImage {
  readonly plan: Outcome<ImagePlan>;
  /** The parts of the planned image that the registry has; `undefined` if a part still has to be built. */
  readonly present: Present | undefined;
  /** The tag that is probably deployed, with its manifest. */
  readonly deployed: { readonly tag: string | null; readonly manifest: Outcome<StoredManifest | undefined> };
}

/**
 * Plans an image during the approval checks. It only reads, and never throws: the caller throws its errors once the
 * deployment is approved.
 */
export async function prefetchImage({ request, build }: DeployOptions): Promise<PrefetchedImage> {
  const registry = build.registry.withoutRetries();
  const tag = guessDeployed(request);
  const planning = settle(planImage({ ...build, registry }));
  const [plan, manifest, present] = await Promise.all([
    planning,
    settle(fetchDeployedManifest(registry, tag)),
    planning.then((planned) => findPresentParts(registry, planned)),
  ]);
  return { plan, present, deployed: { tag, manifest } };
}

async function findPresentParts(registry: RegistryReader, plan: Outcome<ImagePlan>): Promise<Present | undefined> {
  if (plan.status === 'rejected' || plan.value.runtime !== 'ready') return undefined;
  const present = await settle(findPresent(registry, plan.value.image));
  return present.status === 'rejected' ? undefined : present.value;
}

/** Returns the tag of the commit before the push, which is usually deployed. */
function guessDeployed({ run: { push }, version }: Pick<DeploymentRequest, 'run' | 'version'>): string | null {
  return push === undefined ? null : `${version.tagPrefix}${push.before}`;
}
