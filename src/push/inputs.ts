import { readLayout } from '../image/oci/read-layout.ts';
import { readRegistry } from '../inputs/registry.ts';
import { flag, required } from '../runner/inputs.ts';
import type { PushOptions } from './options.ts';

/**
 * Reads the image to push from its OCI layout, and the repository in the registry that it goes to.
 * @throws UserError `input-missing`, `input-boolean`, `layout-invalid`, `registry-credentials`; RegistryError `invalid-image-name`
 */
export async function readPushInputs(): Promise<Omit<PushOptions, 'permission'>> {
  const registry = readRegistry();
  const built = await readLayout(required('layout'));
  return { registry, image: registry.image, built, dryRun: flag('dry-run') };
}
