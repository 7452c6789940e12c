import type { Descriptor, Index, StoredManifest } from '../image/oci/manifest.ts';
import { DOCKER_LIST, OCI_INDEX } from '../image/oci/media-types.ts';
import { isForPlatform } from '../image/oci/platform.ts';
import type { RegistryReader } from './reader.ts';

/** Returns the manifest of one platform, from an index if it is one; `undefined` if the index has none for it. */
export async function pickPlatform(
  registry: RegistryReader,
  stored: StoredManifest,
  platform: string,
): Promise<StoredManifest | undefined> {
  const listed = listPlatforms(stored);
  if (listed === undefined) return stored;
  const child = listed.find((each) => isForPlatform(each, platform));
  return child === undefined ? undefined : registry.getManifest(child.digest);
}

/** Returns the images of an index, without attestations, which have no platform; `undefined` if it is an image itself. */
export function listPlatforms({ mediaType, bytes }: StoredManifest): readonly Descriptor[] | undefined {
  if (mediaType !== OCI_INDEX && mediaType !== DOCKER_LIST) return undefined;
  const { manifests }: Index = JSON.parse(bytes.toString());
  return manifests.filter(({ platform }) => platform?.os !== 'unknown');
}
