import { UserError } from '../../errors.ts';
import type { StoredManifest } from '../../image/oci/manifest.ts';
import { indexLayer, unpackIndex } from '../../image/runtime/index-manifest.ts';
import { indexTag, type RuntimeIndex } from '../../image/runtime/runtime-index.ts';
import type { RegistryReader } from '../../registry/reader.ts';
import { pickPlatform } from './pick-platform.ts';

/** A runtime image in the registry, with all that the assembly needs of it. */
export interface Runtime extends RuntimeIndex {
  readonly tag: string;
  readonly manifest: StoredManifest;
}

/** A runtime image in the registry. `index` is absent until the layers have been read once. */
export interface FoundRuntime {
  readonly tag: string;
  readonly manifest: StoredManifest;
  readonly index?: RuntimeIndex;
}

/**
 * Returns the runtime under its tag; `undefined` when the registry does not have it.
 * @throws UserError `runtime-platform`
 */
export async function findRuntime(
  registry: RegistryReader,
  tag: string,
  platform: string,
): Promise<FoundRuntime | undefined> {
  const [stored, index] = await Promise.all([registry.getManifest(tag), registry.getManifest(indexTag(tag))]);
  if (stored === undefined) return undefined;
  const manifest = await pickPlatform(registry, stored, platform);
  if (manifest === undefined) {
    throw new UserError(
      'runtime-platform',
      `The runtime image ${tag} in the registry is not for ${platform}.`,
      'Delete its tag in the registry, so that it is built again, or correct the input platform.',
    );
  }
  const layer = index === undefined ? undefined : indexLayer(index, manifest.digest);
  if (layer === undefined) return { tag, manifest };
  return { tag, manifest, index: await unpackIndex(await registry.getBlob(layer)) };
}
