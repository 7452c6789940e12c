import type { BuiltImage } from '../image/oci/image.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { RegistryReader } from '../registry/reader.ts';
import { isSameImage } from '../registry/same-image.ts';

/** Asks for the manifest of the tag that is deployed, while the image is still being built; `null`: none is. */
export async function fetchDeployedManifest(
  registry: RegistryReader,
  tag: string | null,
): Promise<StoredManifest | undefined> {
  return tag === null ? undefined : registry.getManifest(tag);
}

/** Whether the built image would bring nothing that does not run already, as after a change of documents only. */
export async function isSameAsDeployed(
  registry: RegistryReader,
  built: BuiltImage,
  deployed: StoredManifest | undefined,
): Promise<boolean> {
  return deployed !== undefined && isSameImage(registry, deployed, built.manifest, built.blobs);
}
