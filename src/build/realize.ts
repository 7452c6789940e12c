import type { BuiltImage } from '../image/oci/image.ts';
import type { PlatformImage } from '../image/oci/join-platforms.ts';
import { plural } from '../plural.ts';
import { annotate } from '../runner/annotate.ts';
import { joinAndAttest } from './attest.ts';
import { requireExecutable } from './docker/require-executable.ts';
import type { RealizeOptions } from './options.ts';
import type { ImagePlan } from './plan/plan-image.ts';
import { realizePlatform } from './realize-platform.ts';

const DAY_MS = 86_400_000;

/**
 * Builds the missing parts of a planned image, one platform after the other, and joins several platforms in an index.
 * Needs a permission, which a deployment has after its approval is proved.
 * @throws UserError `platform-not-executable`, and those of `realizePlatform`
 */
export async function realize(plan: ImagePlan, options: RealizeOptions): Promise<BuiltImage> {
  warnOfPrevious(plan.previous);
  await requireExecutable(plan, options);
  const images: PlatformImage[] = [];
  for (const [index, platform] of plan.platforms.entries()) {
    const name = options.platforms[index] ?? '';
    const image = await realizePlatform(platform, { ...options, platform: name }, plan.work);
    images.push({ platform: name, image });
  }
  const [first, ...others] = images;
  if (first === undefined) throw new Error('The plan has no platform');
  return others.length === 0 ? first.image : joinAndAttest(images, options);
}

function warnOfPrevious(previous: ImagePlan['previous']): void {
  if (previous === undefined) return;
  const days = Math.floor(previous.ageMs / DAY_MS);
  const age = days < 1 ? 'less than a day old' : `${plural(days, 'day')} old`;
  const names = [...previous.digests.keys()].join(', ');
  annotate(
    'warning',
    'base image not checked',
    `${previous.reason.message}. The deployment goes on with the runtime of the previous commit, which is ${age}, and does not check ${names} for a newer image.`,
  );
}
