import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { digestOf } from './digest.ts';

/** Files up to this size are read at once: ten times as fast as a stream. Bytes. */
export const MAX_SMALL_FILE = 1024 * 1024;

/** Content under its digest, in memory or, where it may be large, in a file. */
export interface Blob {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly content: { readonly bytes: Buffer } | { readonly path: string };
}

/** A blob in memory. */
export function blobOf(bytes: Buffer): Blob & { readonly content: { readonly bytes: Buffer } } {
  return { digest: digestOf(bytes), size: bytes.length, content: { bytes } };
}

/** Returns the content as a stream; each call reads it again from its beginning. */
export function openBlob({ content }: Blob): Readable {
  return 'bytes' in content ? Readable.from([content.bytes]) : createReadStream(content.path);
}

/** Returns the whole content, for blobs that are known to be small. */
export async function readBlob({ content }: Blob): Promise<Buffer> {
  return 'bytes' in content ? content.bytes : readFile(content.path);
}

/** Returns the digest of a file; reads large files as a stream. */
export async function digestOfFile(path: string): Promise<string> {
  if (statSync(path).size <= MAX_SMALL_FILE) return digestOf(readFileSync(path));
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return `sha256:${hash.digest('hex')}`;
}
