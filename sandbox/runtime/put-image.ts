import { Buffer } from 'node:buffer';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { blobOf } from '../../src/image/oci/blob.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import type { ImageConfig } from '../../src/image/oci/image-config.ts';
import type { Descriptor, Manifest, StoredManifest } from '../../src/image/oci/manifest.ts';
import { OCI_CONFIG, OCI_LAYER_GZIP, OCI_MANIFEST } from '../../src/image/oci/media-types.ts';
import type { Registry } from '../../src/registry/client.ts';

/** Pushes an image of tars. `describe` returns its config for their digests. */
export async function putImage(
  registry: Registry,
  tag: string,
  tars: readonly AsyncIterable<Buffer>[],
  describe: (diffIds: readonly string[]) => ImageConfig,
): Promise<StoredManifest> {
  const plain = await Promise.all(tars.map((tar) => buffer(tar)));
  const layers = plain.map((bytes) => gzipSync(bytes));
  const config = Buffer.from(JSON.stringify(describe(plain.map(digestOf))));
  await Promise.all([...layers, config].map((bytes) => registry.putBlob(blobOf(bytes))));
  const descriptor = (mediaType: string, bytes: Buffer): Descriptor => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
  });
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: descriptor(OCI_CONFIG, config),
    layers: layers.map((bytes) => descriptor(OCI_LAYER_GZIP, bytes)),
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const stored = { mediaType: OCI_MANIFEST, digest: digestOf(bytes), bytes };
  await registry.putManifest(tag, stored);
  return stored;
}
