import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Blob, blobOf, digestOfFile } from './blob.ts';
import { digestOf } from './digest.ts';
import type { BuiltImage } from './image.ts';
import { blobPath, invalidLayout, RUNTIME_ANNOTATION, TAG_ANNOTATION } from './layout.ts';
import type { Descriptor, Index, Manifest, StoredManifest } from './manifest.ts';
import { DOCKER_LIST, OCI_INDEX } from './media-types.ts';
import type { Referrer } from './referrer.ts';

/** Blobs up to this size are kept in memory between their check and their upload. */
const MAX_BYTES_IN_MEMORY = 8 * 1024 * 1024;

/**
 * Reads an OCI image layout and checks every blob against its digest. The layout is sparse, with its runtime in the
 * registry, or complete as BuildKit writes it, with one manifest or an index.
 * @throws UserError `layout-invalid`
 */
export async function readLayout(directory: string): Promise<BuiltImage> {
  const index = parse<Index>(directory, 'index.json', await readPart(directory, join(directory, 'index.json')));
  const [entry, ...others] = index.manifests ?? [];
  const tag = entry?.annotations?.[TAG_ANNOTATION];
  if (entry === undefined || tag === undefined || others.some(({ artifactType }) => artifactType === undefined)) {
    throw invalidLayout(directory, 'its index.json does not name one image and its tag');
  }
  const manifest = await readManifest(directory, entry);
  const children = await readChildren(directory, manifest);
  const images = (children.length === 0 ? [manifest] : children).map((image) => parseManifest(directory, image));
  const [configs, layers] = [images.map(({ config }) => config), images.flatMap((image) => image.layers)];
  const found = await Promise.all(distinct([...layers, ...configs]).map((part) => readContent(directory, part)));
  const blobs = found.filter((blob) => blob !== undefined);
  if (!configs.every(({ digest }) => blobs.some((blob) => blob.digest === digest))) {
    throw invalidLayout(directory, 'the config of the image is missing');
  }
  const runtime = entry.annotations?.[RUNTIME_ANNOTATION];
  return {
    tag,
    digest: manifest.digest,
    ...(runtime === undefined ? {} : { runtime }),
    manifest,
    ...(children.length === 0 ? {} : { children }),
    referrers: await Promise.all(others.map((other) => readReferrer(directory, other))),
    blobs,
  };
}

async function readReferrer(directory: string, entry: Descriptor): Promise<Referrer> {
  const manifest = await readManifest(directory, entry);
  const { config, layers, subject } = parseManifest(directory, manifest);
  const blobs = await Promise.all([...layers, config].map((part) => readContent(directory, part)));
  const documents = blobs.filter((blob) => blob !== undefined);
  return { subject: subject?.digest ?? '', artifactType: entry.artifactType ?? '', manifest, blobs: documents };
}

async function readChildren(
  directory: string,
  { mediaType, digest, bytes }: StoredManifest,
): Promise<StoredManifest[]> {
  if (mediaType !== OCI_INDEX && mediaType !== DOCKER_LIST) return [];
  const { manifests } = parse<Index>(directory, digest, bytes);
  if (!Array.isArray(manifests)) throw invalidLayout(directory, `${digest} lists no manifests`);
  return Promise.all(manifests.map((child) => readManifest(directory, child)));
}

function parseManifest(directory: string, { digest, bytes }: StoredManifest): Manifest {
  const manifest = parse<Manifest>(directory, digest, bytes);
  if (manifest.config !== undefined && Array.isArray(manifest.layers)) return manifest;
  throw invalidLayout(directory, `${digest} is not the manifest of an image`);
}

async function readManifest(directory: string, { digest, mediaType }: Descriptor): Promise<StoredManifest> {
  const path = blobPath(directory, digest);
  const bytes = await readPart(directory, path);
  if (digestOf(bytes) !== digest) throw damaged(directory, path);
  return { mediaType, digest, bytes };
}

/** Returns a layer or config; `undefined` if it is not in the layout. */
async function readContent(directory: string, { digest }: Descriptor): Promise<Blob | undefined> {
  const path = blobPath(directory, digest);
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (stats === undefined) return undefined;
  const isSmall = stats.size <= MAX_BYTES_IN_MEMORY;
  const blob = isSmall
    ? blobOf(await readFile(path))
    : { digest: await digestOfFile(path), size: stats.size, content: { path } };
  if (blob.digest !== digest) throw damaged(directory, path);
  return blob;
}

async function readPart(directory: string, path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw invalidLayout(directory, `${relative(directory, path)} cannot be read`, cause);
  });
}

function parse<T extends object>(directory: string, name: string, bytes: Buffer): T {
  try {
    const value: T | null = JSON.parse(bytes.toString());
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw invalidLayout(directory, `${name} is not JSON`, cause);
  }
  throw invalidLayout(directory, `${name} is not a JSON object`);
}

function distinct(parts: readonly Descriptor[]): Descriptor[] {
  return [...new Map(parts.map((part) => [part.digest, part])).values()];
}

function damaged(directory: string, path: string): Error {
  return invalidLayout(directory, `${relative(directory, path)} does not match the digest in its name`);
}
