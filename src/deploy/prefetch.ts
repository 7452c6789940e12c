import type { ResourceHealth } from '../argocd/resource-health.ts';
import { type ImagePlan, planImage } from '../build/plan/plan-image.ts';
import { eager, type Outcome, resultOf, settle, waitAtMost } from '../eager.ts';
import { AdapterError } from '../errors.ts';
import type { DeploymentRequest } from '../gitops/request.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import { fetchDeployedManifest } from '../push/same-as-deployed.ts';
import type { Registry } from '../registry/client.ts';
import type { DeployOptions, WholeDeployment } from './options.ts';
import { readResourcesBefore } from './rollout/follow-argocd.ts';

/** How long a commit waits for the health of the resources before it. */
const BEFORE_COMMIT_LIMIT_MS = 5_000;

/** What a deployment on an existing runtime uploads at the same time: code, configuration and provenance of the image. */
const USUAL_UPLOADS = 3;

/** The reads of an image, made before its deployment is approved. */
export interface PrefetchedImage {
  readonly plan: Outcome<ImagePlan>;
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
  if (!build.dryRun) eager(build.registry.openUploadConnections(USUAL_UPLOADS));
  const [plan, manifest] = await Promise.all([
    settle(planImage({ ...build, registry })),
    settle(fetchDeployedManifest(registry, tag)),
  ]);
  return { plan, deployed: { tag, manifest } };
}

/** Returns the resources in Argo CD before the commit; `undefined` if they are unknown. Never throws. */
export type ResourcesBefore = () => Promise<readonly ResourceHealth[] | undefined>;

/**
 * Reads the health of the application's resources in Argo CD while the deployment goes on: after the commit it may differ.
 * The time limit begins with the first call of the returned function, before the commit. So a slow machine does not lose an
 * answer that came during its build, and a run that deploys nothing does not wait: its end aborts the reading.
 */
export function prefetchResources(
  { request, rollout }: Pick<WholeDeployment, 'request' | 'rollout'>,
  signal: AbortSignal,
): ResourcesBefore {
  const { dryRun, mode } = request.delivery;
  const follow = dryRun || mode === 'pull-request' ? undefined : rollout?.follow;
  if (follow?.kind !== 'argocd') return () => Promise.resolve(undefined);
  const reading = readResourcesBefore(follow.argocd, signal);
  let known: ReturnType<ResourcesBefore> | undefined;
  return () => {
    known ??= waitAtMost(BEFORE_COMMIT_LIMIT_MS, reading, () => undefined);
    return known;
  };
}

/** Returns the tag of the commit before the push, which is usually deployed. */
function guessDeployed({ run: { push }, version }: Pick<DeploymentRequest, 'run' | 'version'>): string | null {
  return push === undefined ? null : `${version.tagPrefix}${push.before}`;
}

/**
 * Returns the manifest of the deployed tag, which the prefetch may have guessed.
 * @throws RegistryError
 */
export function readDeployedManifest(
  registry: Registry,
  { tag, manifest }: PrefetchedImage['deployed'],
  previousTag: string | null,
): Promise<StoredManifest | undefined> {
  const read = () => fetchDeployedManifest(registry, previousTag);
  return tag === previousTag ? resultOrRetry(manifest, read) : read();
}

/** Returns a prefetched result. Reads again after an outage, because a prefetch does not retry. */
export async function resultOrRetry<T>(prefetched: Outcome<T>, readAgain: () => Promise<T>): Promise<T> {
  const isOutage =
    prefetched.status === 'rejected' && prefetched.reason instanceof AdapterError && !prefetched.reason.isRefusal;
  return isOutage ? readAgain() : resultOf(prefetched);
}
