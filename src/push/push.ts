import { info } from '@actions/core';
import { eager, settle } from '../eager.ts';
import { UserError } from '../errors.ts';
import { type Blob, readBlob } from '../image/oci/blob.ts';
import type { BuiltImage } from '../image/oci/image.ts';
import type { Manifest, StoredManifest } from '../image/oci/manifest.ts';
import type { Referrer } from '../image/oci/referrer.ts';
import { sameOnRebuiltRuntime } from '../image/oci/same-content.ts';
import type { ImageName } from '../image-reference.ts';
import { plural } from '../plural.ts';
import type { Registry } from '../registry/client.ts';
import { pairPlatforms } from '../registry/pair-platforms.ts';
import { recordSideEffect } from '../runner/side-effects.ts';
import { attachReferrers, uploadReferrers } from './attach.ts';
import { findPresent } from './find-present.ts';
import type { Pushed, PushOptions } from './options.ts';

export interface PushedImage {
  readonly pushed: Pushed;
  /**
   * Resolves when provenance, SBOM and signatures are attached, or when that failed; only the end of the run waits for it.
   * Required signatures are attached before.
   */
  readonly attached: Promise<void>;
}

/**
 * Pushes an image while its documents are uploaded, and returns as soon as the image is in the registry. If signatures are
 * required, it returns when they are attached too, and the other documents come after them.
 * @throws UserError as `pushImage`, `signing-failed`
 */
export async function pushAndAttach(options: PushOptions): Promise<PushedImage> {
  // The image comes first: its calls get the open connections.
  const pushing = eager(pushImage(options));
  const { signatures, ...unsigned } = options;
  if (!signatures?.isRequired) {
    const attached = eager(attach(options, pushing));
    return { pushed: await pushing, attached };
  }
  await attach(options, pushing, []);
  return { pushed: await pushing, attached: eager(attach(unsigned, pushing)) };
}

/** Uploads documents while the image is pushed, then attaches them. */
async function attach(options: PushOptions, pushing: Promise<Pushed>, documents?: readonly Referrer[]): Promise<void> {
  const uploading = settle(uploadReferrers(options, documents));
  const pushed = await pushing;
  await attachReferrers(options, await uploading, pushed);
}

/** So few blobs are code on a runtime, and usually new: their uploads begin before the lookup has ended. */
const FEW_BLOBS = 4;

/**
 * Uploads the missing blobs of an image, then its manifest under its tag. Never moves an existing tag, except that two
 * runs which look at the same moment both set it, if the registry's tags are not immutable.
 * @throws UserError `tag-exists`; RegistryError
 */
export async function pushImage({ registry, image, built, dryRun }: PushOptions): Promise<Pushed> {
  const { tag, digest, manifest, children = [], blobs } = built;
  const beginsEarly = !dryRun && blobs.length <= FEW_BLOBS;
  const begun = new Map(beginsEarly ? blobs.map((blob) => [blob, registry.beginUpload()]) : []);
  const { tagged, blobs: known } = await findPresent(registry, built);
  if (tagged !== undefined) return compare(tagged, registry, image, built);
  const missing = blobs.filter((blob) => !known.has(blob.digest));
  if (dryRun) {
    info(`Would upload ${missing.length} of ${plural(blobs.length, 'blob')}`);
    return { outcome: 'pushed', digest };
  }
  info(`Uploading ${missing.length} of ${plural(blobs.length, 'blob')}: the registry has the others`);
  await Promise.all(missing.map((blob) => registry.putBlob(blob, begun.get(blob))));
  await Promise.all(children.map((child) => registry.putManifest(child.digest, child)));
  const stored = await registry.putManifest(tag, manifest);
  if (stored === 'stored') {
    recordSideEffect(
      'image',
      `${image.repository}:${tag} is in the registry. Nothing uses it until its tag is committed.`,
    );
    return { outcome: 'pushed', digest };
  }
  // Another run has set the tag meanwhile, or the response to our own first attempt was lost.
  return compare((await registry.resolve(tag)) ?? 'unknown', registry, image, built);
}

async function compare(existing: string, registry: Registry, image: ImageName, built: BuiltImage): Promise<Pushed> {
  const { tag, digest } = built;
  if (existing === digest || (await isRebuilt(registry, built))) return { outcome: 'unchanged', digest: existing };
  throw new UserError(
    'tag-exists',
    `The tag ${tag} of ${image.registry}/${image.repository} is ${existing}, but this commit's image is ${digest}.`,
    'Find out who pushed the tag. To deploy this image, delete the tag in the registry and run this job again.',
  );
}

/** Returns whether the tag has this commit's code and settings on other builds of the same runtimes. */
async function isRebuilt(registry: Registry, { tag, manifest, children, blobs }: BuiltImage): Promise<boolean> {
  const stored = await registry.getManifest(tag);
  if (stored === undefined || stored.mediaType !== manifest.mediaType) return false;
  const pairs = (await pairPlatforms(registry, manifest, stored, children)) ?? [];
  const rebuilt = await Promise.all(pairs.map(([ours, theirs]) => isRebuiltPlatform(registry, ours, theirs, blobs)));
  return rebuilt.length > 0 && rebuilt.every(Boolean);
}

async function isRebuiltPlatform(
  registry: Registry,
  manifest: StoredManifest,
  stored: StoredManifest,
  blobs: readonly Blob[],
): Promise<boolean> {
  const [ours, theirs] = [parse(manifest), parse(stored)];
  const config = blobs.find(({ digest }) => digest === ours.config?.digest);
  const added = ours.layers?.filter(({ digest }) => blobs.some((blob) => blob.digest === digest)) ?? [];
  const hasCode = added.every(({ digest }) => theirs.layers?.some((layer) => layer.digest === digest));
  if (config === undefined || theirs.config === undefined || !hasCode) return false;
  return sameOnRebuiltRuntime(await registry.getBlob(theirs.config), await readBlob(config));
}

function parse({ bytes }: StoredManifest): Partial<Manifest> {
  return JSON.parse(bytes.toString());
}
