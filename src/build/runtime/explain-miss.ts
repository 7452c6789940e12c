import type { ImageConfig } from '../../image/oci/image-config.ts';
import { BASE_NAME_LABEL } from '../../image/oci/labels.ts';
import type { Manifest } from '../../image/oci/manifest.ts';
import { compareKeys } from '../../image/runtime/compare-keys.ts';
import { indexLayer, unpackIndex } from '../../image/runtime/index-manifest.ts';
import { indexTag } from '../../image/runtime/runtime-index.ts';
import type { RegistryReader } from '../../registry/reader.ts';
import { firstParent } from '../checkout.ts';
import type { BuildOptions } from '../options.ts';
import type { Plan } from '../plan.ts';

export interface Miss {
  /** The changes since the runtime of the parent commit; empty if they are unknown. */
  readonly sentence: string;
  /** Tag of an image to use as build cache. */
  readonly cacheFrom?: string;
}

/** Explains why the registry has no such runtime, by comparison with the runtime of the commit's first parent. */
export async function explainMiss({ key }: Plan, options: BuildOptions): Promise<Miss> {
  const parent = await firstParent(options.context, options.commit);
  if (parent === undefined) return { sentence: '' };
  const tag = `${options.tagPrefix}${parent}`;
  // The explanation is optional, so an error is ignored.
  const before = await readInputs(options.registry, tag).catch(() => undefined);
  if (before === undefined) return { sentence: '' };
  const changes = before.length === 0 ? [] : compareKeys(before, key.lines);
  return { sentence: changes.length === 0 ? '' : `Since the previous runtime: ${changes.join('; ')}.`, cacheFrom: tag };
}

/** Returns the key lines of an image's runtime, empty if unknown; `undefined` if the image does not exist. */
async function readInputs(registry: RegistryReader, tag: string): Promise<readonly string[] | undefined> {
  const stored = await registry.getManifest(tag);
  if (stored === undefined) return undefined;
  const { config, layers }: Partial<Manifest> = JSON.parse(stored.bytes.toString());
  if (config === undefined || layers === undefined) return [];
  const image: ImageConfig = JSON.parse((await registry.getBlob(config)).toString());
  const [, runtime] = /:(runtime-[0-9a-f]+)$/.exec(image.config?.Labels?.[BASE_NAME_LABEL] ?? '') ?? [];
  const [manifest, index] =
    runtime === undefined
      ? []
      : await Promise.all([registry.resolve(runtime), registry.getManifest(indexTag(runtime))]);
  const layer = index === undefined || manifest === undefined ? undefined : indexLayer(index, manifest);
  return layer === undefined ? [] : (await unpackIndex(await registry.getBlob(layer))).inputs;
}
