import type { BuiltImage } from '../image/oci/image.ts';
import { assembleImage } from './assemble.ts';
import { warnOfFullBuild, widenExtent } from './full-build.ts';
import type { PlatformBuildOptions } from './options.ts';
import { type PlatformPlan, planPlatform, type UnbuiltImage } from './plan/plan-platform.ts';
import { buildRuntime } from './runtime/build-runtime.ts';
import { indexRuntime } from './runtime/index-runtime.ts';
import type { Runtime } from './runtime/runtime.ts';
import type { SharedWork } from './shared-work.ts';

/**
 * Builds the missing parts of one platform of an image: the runtime by Docker, then the code on top of it.
 * @throws UserError `runtime-missing`, `runtime-build-failed`, `secret-in-image`, and those of the registry
 */
export async function realizePlatform(
  plan: PlatformPlan,
  options: PlatformBuildOptions,
  work: SharedWork,
): Promise<BuiltImage> {
  warnOfFullBuild(plan.fullBuild, work.warned);
  if (plan.runtime === 'ready') return plan.image;
  const { build, committed } = plan;
  const runtime = await realizeRuntime(plan, options, work);
  try {
    return await assembleImage(build, runtime, committed, options, work);
  } catch (error) {
    const wider = widenExtent(error, build.extent);
    return realizePlatform(await planPlatform(options, work, wider.extent, [wider.reason]), options, work);
  }
}

function realizeRuntime(
  { found, build }: UnbuiltImage,
  options: PlatformBuildOptions,
  work: SharedWork,
): Promise<Runtime> {
  if (found === undefined) return buildRuntime(build, options, work);
  return indexRuntime(found, { ...options, inputs: build.key.lines });
}
