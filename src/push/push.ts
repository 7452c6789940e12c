import { UserError } from '../errors.ts';
import { type Blob, readBlob } from '../image/oci/blob.ts';
import type { BuiltImage } from '../image/oci/image.ts';
import type { Manifest, StoredManifest } from '../image/oci/manifest.ts';
import { sameOnRebuiltRuntime } from '../image/oci/same-content.ts';
import type { ImageName } from '../image-reference.ts';
import type { Registry } from '../registry/client.ts';
import { recordSideEffect } from '../runner/side-effects.ts';
import { findPresent, type Present } from './find-present.ts';

export interface PushOptions {
  readonly registry: Registry;
  readonly image: ImageName;
  readonly built: BuiltImage;
  /** Nothing is uploaded. */
  readonly dryRun: boolean;
  /** What the registry has of the image, where that is known. */
  readonly present?: Present;
}

export interface Pushed {
  /** `unchanged`: the tag was there. */
  readonly outcome: 'pushed' | 'unchanged';
  /** What the tag names: another than was built where its runtime has been built again since, or at the same time. */
  readonly digest: string;
}

/** So few are code on a runtime, and usually new: their upload is begun before it is known that they are missing. */
const FEW_BLOBS = 4;

/**
 * Uploads what the registry lacks of an image, and last its manifest under its tag; a tag that is taken is never moved.
 * Where the registry's tags are not immutable, two runs that find it free at the same moment both set it.
 * @throws UserError `tag-exists`; RegistryError
 */
export async function pushImage({ registry, image, built, dryRun, present }: PushOptions): Promise<Pushed> {
  const { tag, digest, manifest, children = [], blobs } = built;
  const beginsEarly = present === undefined && !dryRun && blobs.length <= FEW_BLOBS;
  const begun = new Map(beginsEarly ? blobs.map((blob) => [blob, registry.beginUpload()]) : []);
  const { tagged, blobs: known } = present ?? (await findPresent(registry, built));
  if (tagged !== undefined) return compare(tagged, registry, image, built);
  if (dryRun) return { outcome: 'pushed', digest };
  const missing = blobs.filter((blob) => !known.has(blob.digest));
  await Promise.all(missing.map((blob) => registry.putBlob(blob, begun.get(blob))));
  await Promise.all(children.map((child) => registry.putManifest(child.digest, child)));
  const stored = await registry.putManifest(tag, manifest);
  if (stored === 'stored') {
    recordSideEffect(
      'image',
      `${image.repository}:${tag} is in the registry, where nothing uses it before it is committed.`,
    );
    return { outcome: 'pushed', digest };
  }
  // Another run set the tag in between, or the answer to our own first attempt was lost.
  return compare((await registry.resolve(tag)) ?? 'unknown', registry, image, built);
}

async function compare(existing: string, registry: Registry, image: ImageName, built: BuiltImage): Promise<Pushed> {
  const { tag, digest } = built;
  if (existing === digest || (await isRebuilt(registry, built))) return { outcome: 'unchanged', digest: existing };
  throw new UserError(
    'tag-exists',
    `The tag ${tag} of ${image.registry}/${image.repository} is ${existing}, and this commit's image is ${digest}.`,
    'A tag of a commit never changes. Find out who pushed it; to deploy this image, delete the tag in the registry and run again.',
  );
}

/** Whether the tag has this commit's code and settings on a runtime of the same key that was built another time. */
async function isRebuilt(registry: Registry, { tag, manifest, blobs }: BuiltImage): Promise<boolean> {
  const stored = await registry.getManifest(tag);
  if (stored === undefined || stored.mediaType !== manifest.mediaType) return false;
  const [ours, theirs] = [parse(manifest), parse(stored)];
  const config = blobs.find(({ digest }) => digest === ours.config?.digest);
  const isThere = (blob: Blob) => blob === config || theirs.layers?.some(({ digest }) => digest === blob.digest);
  if (config === undefined || theirs.config === undefined || !blobs.every(isThere)) return false;
  return sameOnRebuiltRuntime(await registry.getBlob(theirs.config), await readBlob(config));
}

/** An index has neither config nor layers. */
function parse({ bytes }: StoredManifest): Partial<Manifest> {
  return JSON.parse(bytes.toString());
}
