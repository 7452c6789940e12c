import type { Descriptor } from '../../image/oci/manifest.ts';
import { type PackedIndex, packArtifact, packImage } from '../../image/runtime/index-manifest.ts';
import { indexTag, type RuntimeIndex } from '../../image/runtime/runtime-index.ts';
import type { Registry } from '../../registry/client.ts';
import { RegistryError } from '../../registry/errors.ts';
import { annotate } from '../../runner/annotate.ts';

/**
 * Stores the index of a runtime beside it: as an artifact or, if the registry rejects that, as an ordinary image. Without
 * an index the next deployment reads the layers again, so a registry that rejects both is a warning.
 * @throws RegistryError unless the registry rejects the manifest
 */
export async function storeIndex(
  registry: Registry,
  tag: string,
  runtime: Descriptor,
  index: RuntimeIndex,
): Promise<void> {
  const artifact = await rejectionOf(async () => put(registry, tag, await packArtifact(runtime, index)));
  if (artifact === undefined) return;
  const image = await rejectionOf(async () => put(registry, tag, await packImage(runtime, index)));
  if (image !== undefined) annotate('warning', 'runtime not indexed', image.message);
}

async function put(registry: Registry, tag: string, { blobs, manifest }: PackedIndex): Promise<void> {
  await Promise.all(blobs.map((blob) => registry.putBlob(blob)));
  await registry.putManifest(indexTag(tag), manifest);
}

async function rejectionOf(store: () => Promise<void>): Promise<RegistryError | undefined> {
  try {
    await store();
    return undefined;
  } catch (error) {
    if (error instanceof RegistryError && error.kind === 'rejected') return error;
    throw error;
  }
}
