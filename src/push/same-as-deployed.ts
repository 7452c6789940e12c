import type { BuiltImage } from '../image/oci/image.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { RegistryReader } from '../registry/reader.ts';
import { isSameImage } from '../registry/same-image.ts';

/** Fetches the manifest of the deployed tag, while the image is still being built; `null` if none is deployed. */
export async function fetchDeployedManifest(
  registry: RegistryReader,
  tag: string | null,
): Promise<StoredManifest | undefined> {
  return tag === null ? undefined : registry.getManifest(tag);
}

/** Returns whether the built image runs the same as the deployed one, as after a change of documentation. */
export async function isSameAsDeployed(
  registry: RegistryReader,
  built: BuiltImage,
  deployed: StoredManifest | undefined,
): Promise<boolean> {
  return deployed !== undefined && isSameImage(registry, deployed, built.manifest, built);
}
