import type { ImageConfig } from '../oci/image-config.ts';
import type { Descriptor, Manifest } from '../oci/manifest.ts';

/** The comment in the history of what was assembled, and not built by Docker. */
export const ASSEMBLED = 'flux-airflow';

/** The layer with the code; `undefined` where Docker built the image whole, or no file is on top of the runtime. */
export function findCodeLayer({ layers }: Manifest, { history = [] }: ImageConfig): Descriptor | undefined {
  const making = history.filter(({ empty_layer: isEmpty = false }) => !isEmpty);
  return making.at(-1)?.comment === ASSEMBLED ? layers.at(-1) : undefined;
}
