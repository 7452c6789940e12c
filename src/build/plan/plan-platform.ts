import { UserError } from '../../errors.ts';
import { HasTriggers } from '../../image/dockerfile/inline-triggers.ts';
import type { NeedsDocker } from '../../image/dockerfile/needs-docker.ts';
import type { BuiltImage } from '../../image/oci/image.ts';
import { assembleImage } from '../assemble.ts';
import { commitTime } from '../checkout.ts';
import { widenExtent } from '../full-build.ts';
import type { PlatformPlanOptions } from '../options.ts';
import { type FoundRuntime, findRuntime } from '../runtime/runtime.ts';
import { rejectSecretsInRuntime } from '../runtime/scan-runtime.ts';
import { assertNoTriggers } from '../runtime/triggers.ts';
import type { SharedWork } from '../shared-work.ts';
import { findBuilt } from './find-built.ts';
import type { Extent, Plan } from './plan.ts';
import { planBuild } from './plan-build.ts';

/** A finished image, or the parts that are still to be built. */
export type PlatformPlan = ReadyImage | UnbuiltImage;

interface Planned {
  /** Why Docker builds the whole image; empty if it builds only the runtime. */
  readonly fullBuild: readonly NeedsDocker[];
}

/** A complete image: its code is packed on the runtime, or the registry already has the image. */
export interface ReadyImage extends Planned {
  readonly runtime: 'ready';
  readonly image: BuiltImage;
}

/** An image whose runtime is still to be built by Docker, or to be indexed by reading its layers. */
export interface UnbuiltImage extends Planned {
  readonly runtime: 'missing' | 'unindexed';
  /** The runtime that has no index yet. */
  readonly found?: FoundRuntime;
  readonly build: Plan;
  /** When the commit was made, RFC 3339. */
  readonly committed: string;
}

/**
 * Plans one platform of an image, and only reads: splits the Dockerfile, looks the runtime up, packs the code and scans it
 * for secrets.
 * @throws UserError `commit-not-checked-out`, `runtime-missing` in a dry run, `secret-in-image`, those of `planBuild` and
 *   of the registry
 */
export async function planPlatform(
  options: PlatformPlanOptions,
  work: SharedWork,
  extent: Extent = 'runtime',
  fullBuild: readonly NeedsDocker[] = [],
  triggers?: readonly string[],
): Promise<PlatformPlan> {
  const { retryLimitMs } = options.registry;
  try {
    // First, because without the checkout no other error says what is missing.
    const committed = await commitTime(options.context, options.commit);
    const build = await planBuild({ ...options, retryLimitMs }, extent, triggers, work.baseDigests);
    return await planOn({ fullBuild, committed, build }, options, work);
  } catch (error) {
    const isFirst = extent === 'runtime' && triggers === undefined;
    if (error instanceof HasTriggers && isFirst) return planPlatform(options, work, extent, fullBuild, error.triggers);
    const wider = widenExtent(error, extent);
    return planPlatform(options, work, wider.extent, [...fullBuild, wider.reason]);
  }
}

/** Looks up the runtime and the image, and completes the image if nothing has to be built. */
async function planOn(
  planned: Omit<UnbuiltImage, 'runtime'>,
  options: PlatformPlanOptions,
  work: SharedWork,
): Promise<PlatformPlan> {
  const { fullBuild, committed, build } = planned;
  const found = await findRuntime(options.registry, build.key.tag, options.platform);
  if (found?.index !== undefined) {
    const runtime = { ...found, ...found.index };
    return { fullBuild, runtime: 'ready', image: await assembleImage(build, runtime, committed, options, work) };
  }
  if (found !== undefined) return { ...planned, runtime: 'unindexed', found };
  const image = await findBuilt(build, options);
  if (image !== undefined) return { fullBuild, runtime: 'ready', image };
  await assertNoTriggers(build, { ...options, retryLimitMs: options.registry.retryLimitMs });
  if (options.dryRun) throw notBuiltInDryRun(build);
  await rejectSecretsInRuntime(build, options);
  return { ...planned, runtime: 'missing' };
}

function notBuiltInDryRun({ key }: Plan): UserError {
  return new UserError(
    'runtime-missing',
    `The runtime image ${key.tag} is not in the registry, and a dry run does not build it.`,
    'Run this job once without dry-run, which builds and pushes the runtime image.',
  );
}
