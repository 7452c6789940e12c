import type { ImageConfig } from '../../image/oci/image-config.ts';
import type { Manifest } from '../../image/oci/manifest.ts';
import { readLayers } from '../../image/runtime/read-layers.ts';
import type { Registry } from '../../registry/client.ts';
import { type FoundRuntime, findRuntime, type Runtime } from './runtime.ts';
import { storeIndex } from './store-index.ts';

export interface IndexOptions {
  readonly registry: Registry;
  /** The lines that the runtime's key is a hash of. */
  readonly inputs: readonly string[];
  /** Whether not to store the index. */
  readonly dryRun: boolean;
}

/** Returns the runtime under its tag, and indexes it if needed; `undefined` if it does not exist. */
export async function loadRuntime(
  tag: string,
  options: IndexOptions & { readonly platform: string },
): Promise<Runtime | undefined> {
  const found = await findRuntime(options.registry, tag, options.platform);
  return found === undefined ? undefined : indexRuntime(found, options);
}

/** Returns a runtime with its index. If the registry has none, reads the layers and stores an index. */
export async function indexRuntime(
  { tag, manifest, index }: FoundRuntime,
  { registry, inputs, dryRun }: IndexOptions,
): Promise<Runtime> {
  if (index !== undefined) return { tag, manifest, ...index };
  const { mediaType, digest, bytes } = manifest;
  const { config: blob, layers }: Manifest = JSON.parse(bytes.toString());
  const [config, files] = await Promise.all([
    registry.getBlob(blob).then((json): ImageConfig => JSON.parse(json.toString())),
    readLayers(layers, (layer) => registry.openBlob(layer)),
  ]);
  const content = { config, files, inputs };
  if (!dryRun) await storeIndex(registry, tag, { mediaType, digest, size: bytes.length }, content);
  return { tag, manifest, ...content };
}
