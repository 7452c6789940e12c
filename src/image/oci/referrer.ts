import { type Blob, blobOf } from './blob.ts';
import { digestOf } from './digest.ts';
import type { Descriptor, Manifest, StoredManifest } from './manifest.ts';
import { OCI_EMPTY, OCI_MANIFEST } from './media-types.ts';

const EMPTY_JSON = Buffer.from('{}');

/** A document that is attached to an image: an artifact whose subject is the image. */
export interface Referrer {
  /** The digest of the image. */
  readonly subject: string;
  readonly artifactType: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly manifest: StoredManifest;
  readonly blobs: readonly Blob[];
}

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage */
export function makeReferrer(
  subject: StoredManifest,
  artifactType: string,
  document: Buffer,
  annotations?: Readonly<Record<string, string>>,
): Referrer {
  const [content, empty] = [blobOf(document), blobOf(EMPTY_JSON)];
  const described = annotations === undefined ? {} : { annotations };
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType,
    config: { mediaType: OCI_EMPTY, digest: empty.digest, size: empty.size },
    layers: [{ mediaType: artifactType, digest: content.digest, size: content.size, ...described }],
    subject: describeManifest(subject),
    ...described,
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  return {
    subject: subject.digest,
    artifactType,
    ...described,
    manifest: { mediaType: OCI_MANIFEST, digest: digestOf(bytes), bytes },
    blobs: [content, empty],
  };
}

export function describeManifest({ mediaType, digest, bytes }: StoredManifest): Descriptor {
  return { mediaType, digest, size: bytes.length };
}
