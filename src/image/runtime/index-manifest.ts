import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { BLOCK, padding, tarHeader } from '../layer/tar-header.ts';
import { type Blob, blobOf } from '../oci/blob.ts';
import { digestOf } from '../oci/digest.ts';
import type { Descriptor, Manifest, StoredManifest } from '../oci/manifest.ts';
import { OCI_CONFIG, OCI_EMPTY, OCI_LAYER_GZIP, OCI_MANIFEST } from '../oci/media-types.ts';
import { decodeIndex, encodeIndex, type RuntimeIndex } from './runtime-index.ts';

const INDEX_TYPE = 'application/vnd.flux-airflow.runtime-index.v2+json+gzip';
/** The digest of the runtime, in an index that is stored as an ordinary image. */
const RUNTIME_DIGEST = 'io.github.flux-data.flux-airflow.runtime.digest';
const FILE = { name: 'runtime-index.json', type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0 } as const;

export interface PackedIndex {
  readonly manifest: StoredManifest;
  readonly blobs: readonly Blob[];
}

/**
 * Packs the index as an OCI artifact that refers to the runtime's manifest, with its content also in its own manifest:
 * https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage
 */
export async function packArtifact(runtime: Descriptor, index: RuntimeIndex): Promise<PackedIndex> {
  const bytes = await promisify(gzip)(encodeIndex(index));
  const config = Buffer.from('{}');
  return pack(bytes, INDEX_TYPE, config, {
    artifactType: INDEX_TYPE,
    config: { mediaType: OCI_EMPTY, digest: digestOf(config), size: config.length },
    subject: runtime,
  });
}

/** Packs the index as an ordinary image with one file, for a registry that rejects artifacts, such as GitLab's. */
export async function packImage(runtime: Descriptor, index: RuntimeIndex): Promise<PackedIndex> {
  const json = encodeIndex(index);
  const tar = Buffer.concat([
    tarHeader({ ...FILE, size: json.length }),
    json,
    padding(json.length),
    Buffer.alloc(2 * BLOCK),
  ]);
  const { architecture, os } = index.config;
  const config = Buffer.from(
    JSON.stringify({ architecture, os, config: {}, rootfs: { type: 'layers', diff_ids: [digestOf(tar)] } }),
  );
  return pack(await promisify(gzip)(tar), OCI_LAYER_GZIP, config, {
    config: { mediaType: OCI_CONFIG, digest: digestOf(config), size: config.length },
    annotations: { [RUNTIME_DIGEST]: runtime.digest },
  });
}

function pack(
  bytes: Buffer,
  type: string,
  config: Buffer,
  parts: Omit<Manifest, 'schemaVersion' | 'layers'>,
): PackedIndex {
  const content = blobOf(bytes);
  const layer = { mediaType: type, digest: content.digest, size: content.size, data: bytes.toString('base64') };
  const manifest: Manifest = { schemaVersion: 2, mediaType: OCI_MANIFEST, ...parts, layers: [layer] };
  const manifestBytes = Buffer.from(JSON.stringify(manifest));
  return {
    manifest: { mediaType: OCI_MANIFEST, digest: digestOf(manifestBytes), bytes: manifestBytes },
    blobs: [content, blobOf(config)],
  };
}

/** Returns the layer with the index; `undefined` for another runtime or an unknown format. */
export function indexLayer({ bytes }: StoredManifest, runtimeDigest: string): Descriptor | undefined {
  const { subject, annotations, layers }: Manifest = JSON.parse(bytes.toString());
  const layer = layers?.[0];
  const runtime = layer?.mediaType === INDEX_TYPE ? subject?.digest : annotations?.[RUNTIME_DIGEST];
  return runtime === runtimeDigest ? layer : undefined;
}

/** Reads the index from its layer, in either form. */
export async function unpackIndex(layer: Buffer): Promise<RuntimeIndex> {
  const bytes = await promisify(gunzip)(layer);
  const isJson = bytes.subarray(0, 1).toString() === '{';
  return decodeIndex(isJson ? bytes : firstFile(bytes));
}

/** Returns the content of the first file of a tar archive; its size is the octal number at byte 124. */
function firstFile(tar: Buffer): Buffer {
  const size = Number.parseInt(tar.subarray(124, 136).toString('latin1'), 8);
  return tar.subarray(BLOCK, BLOCK + size);
}
