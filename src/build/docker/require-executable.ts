import { UserError } from '../../errors.ts';
import type { Split } from '../../image/dockerfile/split.ts';
import { docker } from '../../runner/docker.ts';
import type { BuildOptions } from '../options.ts';
import type { ImagePlan } from '../plan/plan-image.ts';

/**
 * Rejects platforms whose runtime has to execute a RUN that the builder cannot execute, before anything is built.
 * @throws UserError `platform-not-executable`
 */
export async function requireExecutable({ platforms }: ImagePlan, options: BuildOptions): Promise<void> {
  const building = platforms.flatMap((plan, index) => {
    const isRun = plan.runtime === 'missing' && hasTargetRun(plan.build.split);
    return isRun ? [options.platforms[index] ?? ''] : [];
  });
  if (building.length === 0) return;
  const known = await builderPlatforms();
  const missing =
    known === undefined ? [] : building.filter((platform) => !known.some((each) => covers(each, platform)));
  if (missing.length === 0) return;
  throw new UserError(
    'platform-not-executable',
    `The builder of this runner cannot execute a RUN for ${missing.join(', ')}, but only for ${known?.join(', ')}.`,
    'Put “- uses: docker/setup-qemu-action@v4” before this step, which emulates other platforms, or give docker/setup-buildx-action a builder with a node for each platform.',
  );
}

/** Returns whether a RUN needs the target platform. One after `FROM --platform=$BUILDPLATFORM` needs no emulation. */
function hasTargetRun({ runtime }: Split): boolean {
  const target = runtime.filter(({ from }) => !from.flags.has('platform'));
  return target.some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'RUN'));
}

/** Returns the platforms of the selected builder; `undefined` if docker does not say, so that the build itself decides. */
async function builderPlatforms(): Promise<readonly string[] | undefined> {
  const result = await docker(['buildx', 'inspect', '--bootstrap'], { silent: true }).catch(() => undefined);
  if (result === undefined || result.failure !== undefined) return undefined;
  const listed = [...result.stdout.matchAll(/^Platforms:[ \t]*(.*)$/gm)].flatMap(([, line = '']) => line.split(','));
  const platforms = listed.map((platform) => platform.trim().replace(/\*$/, '')).filter((platform) => platform !== '');
  return platforms.length === 0 ? undefined : [...new Set(platforms)];
}

/** Returns whether a platform covers another. A variant may be left out: linux/arm64 is linux/arm64/v8. */
function covers(known: string, platform: string): boolean {
  return known === platform || known.startsWith(`${platform}/`) || `${known}/v8` === platform;
}
