import { resultOf, settle } from '../../eager.ts';
import { RegistryError } from '../../registry/errors.ts';
import { fetchCommit } from '../../runner/fetch-commit.ts';
import { rejectBuildArguments } from '../build-secrets.ts';
import type { ImagePlanOptions } from '../options.ts';
import { findPreviousBases, type PreviousBases } from '../runtime/previous-bases.ts';
import { type SharedWork, startWork } from '../shared-work.ts';
import { type PlatformPlan, planPlatform } from './plan-platform.ts';

/** The plans of all platforms of an image, in their order. */
export interface ImagePlan {
  readonly platforms: readonly PlatformPlan[];
  readonly work: SharedWork;
  /** The bases of the previous runtime, if this plan uses them because a registry of a base image failed. */
  readonly previous?: PreviousBases & { readonly reason: RegistryError };
}

/**
 * Plans the image of a commit for all platforms, and only reads. While the code changes alone, base images need not be
 * looked up: their digests are those that the previous runtime was built from, if it is not older than `baseMaxAgeMs`, or
 * if a registry of a base image fails.
 * @throws UserError as `planPlatform` and `fetchCommit`, `secret-in-build-argument`
 */
export async function planImage(options: ImagePlanOptions): Promise<ImagePlan> {
  await rejectBuildArguments(options.buildArgs);
  if (options.fetch !== undefined) await fetchCommit(options.fetch);
  const { baseMaxAgeMs = 0 } = options;
  const recent = baseMaxAgeMs > 0 ? await findPreviousBases(options) : undefined;
  if (recent !== undefined && recent.ageMs <= baseMaxAgeMs) {
    const plan = await planOnPrevious(options, recent);
    if (plan !== undefined) return plan;
  }
  const planned = await settle(planPlatforms(options, startWork()));
  if (planned.status === 'fulfilled' || !isOutage(planned.reason)) return resultOf(planned);
  const previous = recent ?? (await findPreviousBases(options));
  const plan = previous && (await planOnPrevious(options, previous).catch(() => undefined));
  if (plan === undefined || previous === undefined) throw planned.reason;
  return { ...plan, previous: { ...previous, reason: planned.reason } };
}

function isOutage(error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.kind === 'unavailable';
}

/** Plans on the bases of the previous runtime; returns `undefined` if that leaves something to build. */
async function planOnPrevious(options: ImagePlanOptions, { digests }: PreviousBases): Promise<ImagePlan | undefined> {
  const plan = await planPlatforms(options, startWork(digests));
  return plan.platforms.every(({ runtime }) => runtime === 'ready') ? plan : undefined;
}

async function planPlatforms(options: ImagePlanOptions, work: SharedWork): Promise<ImagePlan> {
  const plan = (platform: string) => planPlatform({ ...options, platform }, work);
  return { platforms: await Promise.all(options.platforms.map(plan)), work };
}
