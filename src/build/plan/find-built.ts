import { blobOf } from '../../image/oci/blob.ts';
import type { BuiltImage } from '../../image/oci/image.ts';
import type { ImageConfig } from '../../image/oci/image-config.ts';
import { BASE_NAME_LABEL, REVISION_LABEL, SOURCE_LABEL } from '../../image/oci/labels.ts';
import type { Manifest } from '../../image/oci/manifest.ts';
import { pickPlatform } from '../../registry/pick-platform.ts';
import type { PlatformPlanOptions } from '../options.ts';
import type { Plan } from './plan.ts';

/**
 * Returns the image that the registry has under the commit's tag, if its labels name this commit of this repository on
 * this runtime. Each Docker build gives another digest, so an existing tag, which must not change, is not built again.
 * @throws RegistryError
 */
export async function findBuilt({ key }: Plan, options: PlatformPlanOptions): Promise<BuiltImage | undefined> {
  const { registry, image, commit, tagPrefix, sourceUrl } = options;
  const tag = `${tagPrefix}${commit}`;
  const stored = await registry.getManifest(tag);
  const manifest = stored && (await pickPlatform(registry, stored, options.platform));
  if (manifest === undefined) return undefined;
  const { config, layers }: Partial<Manifest> = JSON.parse(manifest.bytes.toString());
  if (config === undefined || layers === undefined) return undefined;
  const blob = blobOf(await registry.getBlob(config));
  const labels = (JSON.parse(blob.content.bytes.toString()) as ImageConfig).config?.Labels ?? {};
  const isOfCommit =
    labels[REVISION_LABEL] === commit &&
    labels[SOURCE_LABEL] === sourceUrl &&
    labels[BASE_NAME_LABEL] === `${image.registry}/${image.repository}:${key.tag}`;
  return isOfCommit ? { tag, digest: manifest.digest, runtime: key.tag, manifest, blobs: [blob] } : undefined;
}
