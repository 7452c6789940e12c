import type { Index, StoredManifest } from '../../image/oci/manifest.ts';
import { DOCKER_LIST, OCI_INDEX } from '../../image/oci/media-types.ts';
import type { RegistryReader } from '../../registry/reader.ts';

/** Returns the manifest of one platform, from an index if it is one; `undefined` if the index has none for it. */
export async function pickPlatform(
  registry: RegistryReader,
  stored: StoredManifest,
  platform: string,
): Promise<StoredManifest | undefined> {
  if (stored.mediaType !== OCI_INDEX && stored.mediaType !== DOCKER_LIST) return stored;
  const { manifests }: Index = JSON.parse(stored.bytes.toString());
  const child = manifests.find(({ platform: of }) => {
    const variant = of?.variant === undefined ? '' : `/${of.variant}`;
    return (
      of !== undefined && [`${of.os}/${of.architecture}`, `${of.os}/${of.architecture}${variant}`].includes(platform)
    );
  });
  return child === undefined ? undefined : registry.getManifest(child.digest);
}
