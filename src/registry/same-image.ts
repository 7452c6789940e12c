import { type Blob, readBlob } from '../image/oci/blob.ts';
import type { Manifest, StoredManifest } from '../image/oci/manifest.ts';
import { sameConfig, sameLayers } from '../image/oci/same-content.ts';
import { pairPlatforms } from './pair-platforms.ts';
import type { RegistryReader } from './reader.ts';

/** The parts of an image that need not be fetched. */
export interface LocalParts {
  readonly blobs: readonly Blob[];
  /** The manifests that its index lists. */
  readonly children?: readonly StoredManifest[];
}

/**
 * Returns whether two images differ only in the commit that they name, so that neither needs to replace the other: on each
 * platform, if they are indexes. Fetches their configs only if all layers are equal, and only those that are not local.
 * @throws RegistryError
 */
export async function isSameImage(
  registry: RegistryReader,
  one: StoredManifest,
  other: StoredManifest,
  local: LocalParts = { blobs: [] },
): Promise<boolean> {
  const pairs = await pairPlatforms(registry, one, other, local.children);
  const same = pairs?.map(([first, second]) => isSamePlatform(registry, first, second, local.blobs));
  return same !== undefined && (await Promise.all(same)).every(Boolean);
}

async function isSamePlatform(
  registry: RegistryReader,
  one: StoredManifest,
  other: StoredManifest,
  blobs: readonly Blob[],
): Promise<boolean> {
  if (!sameLayers(one, other)) return false;
  const [ours, theirs] = await Promise.all([one, other].map((manifest) => configOf(registry, manifest, blobs)));
  return ours !== undefined && theirs !== undefined && sameConfig(ours, theirs);
}

async function configOf(registry: RegistryReader, { bytes }: StoredManifest, blobs: readonly Blob[]): Promise<Buffer> {
  const { config }: Manifest = JSON.parse(bytes.toString());
  const local = blobs.find(({ digest }) => digest === config.digest);
  return local === undefined ? registry.getBlob(config) : readBlob(local);
}
