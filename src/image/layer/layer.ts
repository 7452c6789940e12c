import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createGzip } from 'node:zlib';
import { UserError } from '../../errors.ts';
import { type Blob, MAX_SMALL_FILE } from '../oci/blob.ts';
import type { LayerEntry } from './file-tree.ts';
import { Spool } from './spool.ts';
import { BLOCK, padding, tarHeader } from './tar-header.ts';

/**
 * The time of all files: constant, so that the same content gives the same layer. Not 0, because Python's zipfile rejects
 * files from before 1980, and some tasks zip their code.
 */
const MODIFIED = Date.parse('2000-01-01T00:00:00Z') / 1000;
/** zlib's default: higher levels take three times as long for 1 % of a folder of Python files. */
const GZIP_LEVEL = 6;
const GZIP_OS_OFFSET = 9;
const GZIP_OS_UNKNOWN = 255;
const CHUNK = 256 * 1024;
const END_OF_TAR = Buffer.alloc(2 * BLOCK);

/** The compressed bytes, and their digest in the config. */
export interface Layer extends Blob {
  /** Digest of the tar. */
  readonly diffId: string;
}

/**
 * Packs the entries as a gzipped tar (https://github.com/opencontainers/image-spec/blob/main/layer.md): given order, fixed
 * times, numeric owners, fixed gzip header, so that the same content gives the same digest on any machine. Streams large
 * content; writes a large layer to a file below `temp`.
 * @throws UserError `context-changed` if a file grows or shrinks meanwhile
 */
export async function packLayer(
  entries: readonly (readonly [string, LayerEntry])[],
  temp: string = tmpdir(),
): Promise<Layer> {
  const [tarHash, layerHash] = [createHash('sha256'), createHash('sha256')];
  const spool = new Spool(temp);
  const gzip = createGzip({ level: GZIP_LEVEL, chunkSize: CHUNK });
  const spooled = (async () => {
    let isFirst = true;
    for await (const chunk of gzip as AsyncIterable<Buffer>) {
      if (isFirst) chunk.writeUInt8(GZIP_OS_UNKNOWN, GZIP_OS_OFFSET);
      isFirst = false;
      layerHash.update(chunk);
      await spool.write(chunk);
    }
    return spool.end();
  })();
  const packed = (async () => {
    for await (const chunk of tarOf(entries)) {
      tarHash.update(chunk);
      if (!gzip.write(chunk)) await once(gzip, 'drain');
    }
    gzip.end();
  })();
  packed.catch((error) => gzip.destroy(error));
  const [content] = await Promise.all([spooled, packed]);
  return { digest: `sha256:${layerHash.digest('hex')}`, diffId: `sha256:${tarHash.digest('hex')}`, ...content };
}

/** Yields the tar in chunks. Joins small pieces, because passing each one on costs more than its bytes. */
async function* tarOf(entries: readonly (readonly [string, LayerEntry])[]): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  for (const [path, entry] of entries) {
    const pieces = isLarge(entry) ? [] : smallEntry(path, entry);
    for (const piece of pieces) size += piece.length;
    pending.push(...pieces);
    if (size < CHUNK && pieces.length > 0) continue;
    yield Buffer.concat(pending);
    [pending, size] = [[], 0];
    if (pieces.length === 0) yield* largeFile(path, entry);
  }
  yield Buffer.concat([...pending, END_OF_TAR]);
}

function isLarge(entry: LayerEntry): boolean {
  return entry.type === 'file' && 'path' in entry.content && entry.content.size > MAX_SMALL_FILE;
}

function smallEntry(path: string, entry: LayerEntry): Buffer[] {
  if (entry.type !== 'file') return [header(path, entry, 0)];
  const bytes = 'bytes' in entry.content ? entry.content.bytes : readFileSync(entry.content.path);
  return [header(path, entry, bytes.length), bytes, padding(bytes.length)];
}

async function* largeFile(path: string, entry: LayerEntry): AsyncGenerator<Buffer> {
  if (entry.type !== 'file' || 'bytes' in entry.content) return;
  const { path: file, size } = entry.content;
  yield header(path, entry, size);
  let read = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    read += chunk.length;
    yield chunk;
  }
  if (read !== size) throw changed(file);
  yield padding(size);
}

function header(path: string, entry: LayerEntry, size: number): Buffer {
  const { type, mode, uid, gid } = entry;
  const name = type === 'directory' ? `${path.slice(1)}/` : path.slice(1);
  const common = { name, type, mode, uid, gid, size, mtime: MODIFIED };
  if (entry.type === 'symlink') return tarHeader({ ...common, linkname: entry.target });
  return entry.type === 'link' ? tarHeader({ ...common, linkname: entry.target.slice(1) }) : tarHeader(common);
}

function changed(path: string): UserError {
  return new UserError(
    'context-changed',
    `${path} changed while it was put into the image.`,
    'Make sure that no other step writes into the build context, and run this job again.',
  );
}
