import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { digestOf } from './digest.ts';
import type { BuiltImage } from './image.ts';
import type { Descriptor, Index, Manifest } from './manifest.ts';
import { OCI_INDEX } from './media-types.ts';

const TAG = 'org.opencontainers.image.ref.name';
const RUNTIME = 'io.github.flux-airflow.runtime';

/**
 * Writes an image as an OCI image layout, sparse: the runtime's layers stay in the registry.
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export async function writeLayout(
  directory: string,
  { tag, digest, runtime, manifest, blobs }: BuiltImage,
): Promise<void> {
  const folder = join(directory, 'blobs', 'sha256');
  await mkdir(folder, { recursive: true });
  const { mediaType, bytes } = manifest;
  const entry: Descriptor = {
    mediaType,
    digest,
    size: bytes.length,
    annotations: { [TAG]: tag, [RUNTIME]: runtime },
  };
  const index: Index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [entry] };
  await Promise.all([
    ...[...blobs, manifest].map((blob) => writeFile(join(folder, hexOf(blob.digest)), blob.bytes)),
    writeFile(join(directory, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' })),
    writeFile(join(directory, 'index.json'), JSON.stringify(index)),
  ]);
}

/**
 * Reads what `writeLayout` wrote, every blob checked against its digest.
 * @throws UserError `layout-invalid`
 */
export async function readLayout(directory: string): Promise<BuiltImage> {
  const index: Index = JSON.parse((await readPart(directory, 'index.json')).toString());
  const [entry] = index.manifests;
  const tag = entry?.annotations?.[TAG];
  const runtime = entry?.annotations?.[RUNTIME];
  if (entry === undefined || tag === undefined || runtime === undefined) {
    throw invalid(directory, 'its index.json does not name the image');
  }
  const { digest, mediaType } = entry;
  const bytes = await readBlob(directory, digest);
  const { config, layers }: Manifest = JSON.parse(bytes.toString());
  const blobs = await Promise.all(
    [...layers, config].map(async (part) => {
      const content = await readBlob(directory, part.digest, part === config).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return content === undefined ? [] : [{ digest: part.digest, bytes: content }];
    }),
  );
  return { tag, digest, runtime, manifest: { mediaType, digest, bytes }, blobs: blobs.flat() };
}

/** A blob; one that is not `needed` may be absent, then the error has the code ENOENT. */
async function readBlob(directory: string, digest: string, needed = true): Promise<Buffer> {
  const path = join('blobs', 'sha256', hexOf(digest));
  const bytes = needed ? await readPart(directory, path) : await readFile(join(directory, path));
  if (digestOf(bytes) !== digest) throw invalid(directory, `${path} is not what its name says`);
  return bytes;
}

async function readPart(directory: string, path: string): Promise<Buffer> {
  return readFile(join(directory, path)).catch((cause: unknown) => {
    throw invalid(directory, `${path} cannot be read`, cause);
  });
}

/** A digest from a file names a file: nothing else may be in it. */
function hexOf(digest: string): string {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(digest) ?? [];
  if (hex === undefined) throw new Error(`${JSON.stringify(digest)} is not a SHA-256 digest`);
  return hex;
}

function invalid(directory: string, reason: string, cause?: unknown): UserError {
  return new UserError(
    'layout-invalid',
    `${directory} is not an image layout of the build step: ${reason}.`,
    'Give the input layout the output layout of the step build in the same job.',
    { cause },
  );
}
