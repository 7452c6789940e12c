import { digestOf } from './digest.ts';
import type { BuiltImage } from './image.ts';
import type { Index } from './manifest.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX } from './media-types.ts';
import { parsePlatform } from './platform.ts';
import { describeManifest } from './referrer.ts';

/** The image of one platform. */
export interface PlatformImage {
  /** `os/architecture[/variant]` */
  readonly platform: string;
  readonly image: BuiltImage;
}

/**
 * Joins the images of several platforms in an index under their tag: in Docker's type if all of them have Docker's types,
 * otherwise in that of OCI. The same images in the same order give the same index.
 * https://github.com/opencontainers/image-spec/blob/main/image-index.md
 */
export function joinPlatforms(images: readonly PlatformImage[]): BuiltImage {
  const built = images.map(({ image }) => image);
  const isDocker = built.every(({ manifest }) => manifest.mediaType === DOCKER_MANIFEST);
  const mediaType = isDocker ? DOCKER_LIST : OCI_INDEX;
  const manifests = images.map(({ platform, image }) => ({
    ...describeManifest(image.manifest),
    platform: parsePlatform(platform),
  }));
  const index: Index = { schemaVersion: 2, mediaType, manifests };
  const bytes = Buffer.from(JSON.stringify(index));
  const digest = digestOf(bytes);
  const runtimes = built.flatMap(({ runtime }) => runtime ?? []);
  return {
    tag: built[0]?.tag ?? '',
    digest,
    ...(runtimes.length === 0 ? {} : { runtime: runtimes.join(', ') }),
    manifest: { mediaType, digest, bytes },
    children: built.map(({ manifest }) => manifest),
    referrers: built.flatMap(({ referrers = [] }) => referrers),
    blobs: [...new Map(built.flatMap(({ blobs }) => blobs).map((blob) => [blob.digest, blob])).values()],
  };
}
