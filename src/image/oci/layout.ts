import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { blobOf } from './blob.ts';
import type { BuiltImage } from './image.ts';
import type { Descriptor, Index } from './manifest.ts';
import { OCI_INDEX } from './media-types.ts';
import { describeManifest } from './referrer.ts';

/** The tag of an image in the index of a layout. */
export const TAG_ANNOTATION = 'org.opencontainers.image.ref.name';
/** The tag of the runtime below a sparse layout. */
export const RUNTIME_ANNOTATION = 'io.github.flux-airflow.runtime';

/**
 * Writes an image as an OCI image layout, sparse: the runtime's layers stay in the registry.
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export async function writeLayout(directory: string, image: BuiltImage): Promise<void> {
  const { tag, digest, runtime, manifest, children = [], referrers = [], blobs } = image;
  await mkdir(join(directory, 'blobs', 'sha256'), { recursive: true });
  const entry: Descriptor = {
    mediaType: manifest.mediaType,
    digest,
    size: manifest.bytes.length,
    annotations: { [TAG_ANNOTATION]: tag, ...(runtime === undefined ? {} : { [RUNTIME_ANNOTATION]: runtime }) },
  };
  const attached = referrers.map((referrer) => ({
    ...describeManifest(referrer.manifest),
    artifactType: referrer.artifactType,
  }));
  const index: Index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [entry, ...attached] };
  const referring = referrers.map((referrer) => referrer.manifest);
  const manifests = [...children, manifest, ...referring].map(({ bytes }) => blobOf(bytes));
  const contents = new Map(
    [...blobs, ...manifests, ...referrers.flatMap((referrer) => referrer.blobs)].map((blob) => [blob.digest, blob]),
  );
  await Promise.all([
    ...[...contents].map(([name, { content }]) => {
      const path = blobPath(directory, name);
      return 'bytes' in content ? writeFile(path, content.bytes) : place(content.path, path);
    }),
    writeFile(join(directory, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' })),
    writeFile(join(directory, 'index.json'), JSON.stringify(index)),
  ]);
}

/**
 * Returns the path of a blob in a layout. Checks the digest, because it was read from a file and becomes part of a path.
 * @throws UserError `layout-invalid`
 */
export function blobPath(directory: string, digest: string): string {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(digest) ?? [];
  if (hex === undefined) throw invalidLayout(directory, `${JSON.stringify(digest)} is not a SHA-256 digest`);
  return join(directory, 'blobs', 'sha256', hex);
}

export function invalidLayout(directory: string, reason: string, cause?: unknown): UserError {
  return new UserError(
    'layout-invalid',
    `${directory} is not the layout of one image: ${reason}.`,
    'Set the input layout to the output layout of the step build in the same job, or to a complete OCI image layout.',
    { cause },
  );
}

async function place(from: string, to: string): Promise<void> {
  if (from !== to) await copyFile(from, to);
}
