import type { BuiltImage } from '../image/oci/image.ts';
import type { RealizeOptions } from './options.ts';
import { planImage } from './plan/plan-image.ts';
import { realize } from './realize.ts';

/**
 * Plans and builds the image of a commit, where no approval is needed first.
 * @throws UserError as `planImage` and `realize`
 */
export async function buildImage(options: RealizeOptions): Promise<BuiltImage> {
  return realize(await planImage(options), options);
}
