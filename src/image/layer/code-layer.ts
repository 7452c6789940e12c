import type { ImageConfig } from '../oci/image-config.ts';
import type { Descriptor, Manifest } from '../oci/manifest.ts';

/** The comment in the history of layers that this action assembled, not Docker. */
export const ASSEMBLED = 'flux-airflow';

/** Returns the layer with the code; `undefined` if Docker built the whole image, or the code adds no file. */
export function findCodeLayer({ layers }: Manifest, { history = [] }: ImageConfig): Descriptor | undefined {
  const making = history.filter(({ empty_layer: isEmpty = false }) => !isEmpty);
  return making.at(-1)?.comment === ASSEMBLED ? layers.at(-1) : undefined;
}
