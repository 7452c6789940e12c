import { type Blob, readBlob } from '../image/oci/blob.ts';
import type { Manifest, StoredManifest } from '../image/oci/manifest.ts';
import { sameConfig, sameLayers } from '../image/oci/same-content.ts';
import type { RegistryReader } from './reader.ts';

/**
 * Returns whether two images differ only in the commit that they name, so that neither needs to replace the other.
 * Fetches their configs only if all layers are equal, and only those that are not among `blobs`.
 * @throws RegistryError
 */
export async function isSameImage(
  registry: RegistryReader,
  one: StoredManifest,
  other: StoredManifest,
  blobs: readonly Blob[] = [],
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
