import type { BuiltImage } from '../image/oci/image.ts';
import type { BuildOptions } from './options.ts';
import { planImage } from './plan-image.ts';
import { realize } from './realize.ts';

/**
 * Makes the image of a commit where nothing has to be approved first: both phases, one after the other.
 * @throws UserError as `planImage` and `realize`
 */
export async function buildImage(options: BuildOptions): Promise<BuiltImage> {
  return realize(await planImage(options), options);
}
