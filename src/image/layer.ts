import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, lstatSync, readFileSync } from 'node:fs';
import { createGzip } from 'node:zlib';
import { UserError } from '../errors.ts';
import { type Blob, MAX_SMALL_FILE } from './blob.ts';
import type { LayerEntry } from './file-tree.ts';
import { Spool } from './spool.ts';
import { BLOCK, padding, tarHeader } from './tar-header.ts';

/**
 * The time of all files: the same for the same content, whenever and wherever it was checked out. Not 0, for Python's
 * zipfile refuses files from before 1980, and tasks that ship their code zip it.
 */
const MODIFIED = Date.parse('2000-01-01T00:00:00Z') / 1000;
/** zlib's default: higher levels take three times as long for 1 % of a folder of Python files. */
const GZIP_LEVEL = 6;
const GZIP_OS_OFFSET = 9;
const GZIP_OS_UNKNOWN = 255;
const CHUNK = 256 * 1024;
const END_OF_TAR = Buffer.alloc(2 * BLOCK);

/** The compressed bytes, and what the config calls them. */
export interface Layer extends Blob {
  /** Digest of the tar. */
  readonly diffId: string;
}

/**
 * The entries as a gzipped tar (https://github.com/opencontainers/image-spec/blob/main/layer.md): given order, fixed
 * times, numeric owners, fixed gzip header, so that the same content gives the same digest on any machine. Large content
 * streams through.
 * @throws UserError `context-changed` when a file grows or shrinks meanwhile
 */
export async function packLayer(entries: readonly (readonly [string, LayerEntry])[]): Promise<Layer> {
  const [tarHash, layerHash] = [createHash('sha256'), createHash('sha256')];
  const spool = new Spool();
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
    for await (const chunk of inChunks(tarOf(entries))) {
      tarHash.update(chunk);
      if (!gzip.write(chunk)) await once(gzip, 'drain');
    }
    gzip.end();
  })();
  packed.catch((error) => gzip.destroy(error));
  const [content] = await Promise.all([spooled, packed]);
  return { digest: `sha256:${layerHash.digest('hex')}`, diffId: `sha256:${tarHash.digest('hex')}`, ...content };
}

async function* tarOf(entries: readonly (readonly [string, LayerEntry])[]): AsyncGenerator<Buffer> {
  for (const [path, entry] of entries) {
    if (entry.type === 'file') yield* fileOf(path, entry);
    else yield header(path, entry, 0);
  }
  yield END_OF_TAR;
}

async function* fileOf(path: string, entry: LayerEntry & { readonly type: 'file' }): AsyncGenerator<Buffer> {
  const { content } = entry;
  const size = 'bytes' in content ? content.bytes.length : lstatSync(content.path).size;
  if ('bytes' in content || size <= MAX_SMALL_FILE) {
    const bytes = 'bytes' in content ? content.bytes : readFileSync(content.path);
    yield header(path, entry, bytes.length);
    yield bytes;
    yield padding(bytes.length);
    return;
  }
  yield header(path, entry, size);
  let read = 0;
  for await (const chunk of createReadStream(content.path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    read += chunk.length;
    yield chunk;
  }
  if (read !== size) throw changed(content.path);
  yield padding(size);
}

/** Joins small pieces, for each one that goes its own way costs more than its bytes. */
async function* inChunks(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    pending.push(piece);
    size += piece.length;
    if (size < CHUNK) continue;
    yield Buffer.concat(pending);
    [pending, size] = [[], 0];
  }
  yield Buffer.concat(pending);
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
    'Let no other step write into the build context, and run this job again.',
  );
}
