import { UserError } from '../errors.ts';
import type { BuiltImage } from '../image/image.ts';
import type { ImageName } from '../registry/reference.ts';
import type { Registry } from '../registry/registry.ts';

export interface PushOptions {
  readonly registry: Registry;
  readonly image: ImageName;
  readonly built: BuiltImage;
  /** Nothing is uploaded. */
  readonly dryRun: boolean;
}

export interface Pushed {
  /** `unchanged`: the tag was there, with this digest. */
  readonly outcome: 'pushed' | 'unchanged';
  readonly digest: string;
}

/**
 * Uploads what the registry lacks of an image, its manifest under its digest, and sets its tag last; a tag that is
 * taken is never moved.
 * @throws UserError `tag-taken` and those of the registry
 */
export async function pushImage({ registry, image, built, dryRun }: PushOptions): Promise<Pushed> {
  const { tag, digest, manifest, children = [], blobs } = built;
  const [existing, ...present] = await Promise.all([
    registry.resolve(tag),
    ...blobs.map((blob) => registry.hasBlob(blob.digest)),
  ]);
  if (existing !== undefined) return compare(existing, image, built);
  if (dryRun) return { outcome: 'pushed', digest };
  const missing = blobs.filter((_, index) => !present[index]);
  await Promise.all(missing.map((blob) => registry.putBlob(blob)));
  await Promise.all(children.map((child) => registry.putManifest(child.digest, child)));
  await registry.putManifest(digest, manifest);
  const stored = await registry.putManifest(tag, manifest);
  if (stored === 'stored') return { outcome: 'pushed', digest };
  // Another run set the tag in between, or the answer to our own first attempt was lost.
  return compare((await registry.resolve(tag)) ?? 'unknown', image, built);
}

function compare(existing: string, { registry, repository }: ImageName, { tag, digest }: BuiltImage): Pushed {
  if (existing === digest) return { outcome: 'unchanged', digest };
  throw new UserError(
    'tag-taken',
    `The tag ${tag} of ${registry}/${repository} is ${existing}, and this commit's image is ${digest}.`,
    'A tag of a commit never changes. Find out who pushed it; to deploy this image, delete the tag in the registry and run again.',
  );
}
