import { UserError } from '../errors.ts';
import type { ImageConfig } from '../image/oci/image-config.ts';
import type { Manifest, StoredManifest } from '../image/oci/manifest.ts';
import { readLayers } from '../image/runtime/read-layers.ts';
import { indexLayer, indexTag, packIndex, type RuntimeIndex, unpackIndex } from '../image/runtime/runtime-index.ts';
import type { Registry } from '../registry/client.ts';
import { pickPlatform } from './pick-platform.ts';

/** A runtime image in the registry, with all that the assembly needs of it. */
export interface Runtime extends RuntimeIndex {
  readonly tag: string;
  readonly manifest: StoredManifest;
}

export interface RuntimeOptions {
  readonly registry: Registry;
  readonly tag: string;
  readonly platform: string;
  /** Nothing is written beside the runtime. */
  readonly dryRun: boolean;
  /** The lines that its key stands for. */
  readonly inputs: readonly string[];
  /** Its layers are not read, and nothing is written, before this is done. */
  readonly ready?: Promise<unknown>;
}

/** The runtime under its tag; `undefined` when the registry does not have it. */
export async function findRuntime(options: RuntimeOptions): Promise<Runtime | undefined> {
  const { registry, tag, platform } = options;
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
  const content =
    layer === undefined ? await indexRuntime(options, manifest) : await unpackIndex(await registry.getBlob(layer));
  return { tag, manifest, ...content };
}

/** Reads the runtime's layers once, and keeps what was learnt beside it. */
async function indexRuntime(
  { registry, tag, dryRun, inputs, ready }: RuntimeOptions,
  { mediaType, digest, bytes }: StoredManifest,
): Promise<RuntimeIndex> {
  await ready;
  const manifest: Manifest = JSON.parse(bytes.toString());
  const [config, files] = await Promise.all([
    registry.getBlob(manifest.config).then((blob): ImageConfig => JSON.parse(blob.toString())),
    readLayers(manifest.layers, (layer) => registry.openBlob(layer)),
  ]);
  const content = { config, files, inputs };
  if (!dryRun) {
    const packed = await packIndex({ mediaType, digest, size: bytes.length }, content);
    await Promise.all(packed.blobs.map((blob) => registry.putBlob(blob)));
    await registry.putManifest(indexTag(tag), packed.manifest);
  }
  return content;
}
