import type { ImageConfig } from '../../image/oci/image-config.ts';
import { BASE_NAME_LABEL } from '../../image/oci/labels.ts';
import type { Manifest } from '../../image/oci/manifest.ts';
import { indexLayer, unpackIndex } from '../../image/runtime/index-manifest.ts';
import { indexTag, type RuntimeIndex } from '../../image/runtime/runtime-index.ts';
import { pickPlatform } from '../../registry/pick-platform.ts';
import type { RegistryReader } from '../../registry/reader.ts';
import { firstParent } from '../checkout.ts';
import type { ImagePlanOptions } from '../options.ts';

/** The base images that the runtime of the commit's first parent was built from. */
export interface PreviousBases {
  /** By their names in the Dockerfile. */
  readonly digests: ReadonlyMap<string, string>;
  /** Milliseconds since the build of the runtime. */
  readonly ageMs: number;
}

/** An image that is deployed on a runtime. `runtime` is absent if its index is unknown. */
export interface PreviousImage {
  readonly runtime?: RuntimeIndex;
}

/** Returns the bases of the previous runtime; `undefined` if they are unknown. They are optional, so no error is thrown. */
export async function findPreviousBases(options: ImagePlanOptions): Promise<PreviousBases | undefined> {
  const { registry, context, commit, tagPrefix, platforms } = options;
  const parent = await firstParent(context, commit);
  if (parent === undefined) return undefined;
  const found = platforms.map((platform) => findPrevious(registry, `${tagPrefix}${parent}`, platform));
  const runtimes = (await Promise.all(found).catch(() => [])).map((image) => image?.runtime);
  const lines = runtimes
    .flatMap((runtime) => runtime?.inputs ?? [])
    .map((line): readonly unknown[] => JSON.parse(line));
  const bases = lines.filter(([kind]) => kind === 'base');
  const times = runtimes.map((runtime) => Date.parse(runtime?.config.created ?? ''));
  const ageMs = Date.now() - Math.min(...times);
  if (bases.length === 0 || Number.isNaN(ageMs)) return undefined;
  return { digests: new Map(bases.map(([, name, digest]) => [String(name), String(digest)])), ageMs };
}

/** Returns an image by its tag, with its runtime; `undefined` if it does not exist for the platform. */
export async function findPrevious(
  registry: RegistryReader,
  tag: string,
  platform: string,
): Promise<PreviousImage | undefined> {
  const stored = await registry.getManifest(tag);
  const manifest = stored && (await pickPlatform(registry, stored, platform));
  if (manifest === undefined) return undefined;
  const { config, layers }: Partial<Manifest> = JSON.parse(manifest.bytes.toString());
  if (config === undefined || layers === undefined) return {};
  const image: ImageConfig = JSON.parse((await registry.getBlob(config)).toString());
  const [, runtime] = /:(runtime-[0-9a-f]+)$/.exec(image.config?.Labels?.[BASE_NAME_LABEL] ?? '') ?? [];
  if (runtime === undefined) return {};
  const [digest, index] = await Promise.all([registry.resolve(runtime), registry.getManifest(indexTag(runtime))]);
  const layer = index === undefined || digest === undefined ? undefined : indexLayer(index, digest);
  return layer === undefined ? {} : { runtime: await unpackIndex(await registry.getBlob(layer)) };
}
