import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { type Blob, blobOf } from './blob.ts';
import type { LayerEntry } from './file-tree.ts';

/**
 * The time of all files: the same for the same content, whenever and wherever it was checked out. Not 0, for Python's
 * zipfile refuses files from before 1980, and tasks that ship their code zip it.
 */
const MODIFIED = new Date('2000-01-01T00:00:00Z');
/** zlib's default: higher levels take three times as long for 1 % of a folder of Python files. */
const GZIP_LEVEL = 6;
const GZIP_OS_OFFSET = 9;
const GZIP_OS_UNKNOWN = 255;
const READ_AT_ONCE = 64;

/** The compressed bytes, and what the config calls them. */
export interface Layer extends Blob {
  /** Digest of the tar. */
  readonly diffId: string;
}

/**
 * The entries as a gzipped tar (https://github.com/opencontainers/image-spec/blob/main/layer.md): given order, fixed
 * times, numeric owners, fixed gzip header, so that the same content gives the same digest on any machine.
 */
export async function packLayer(entries: readonly (readonly [string, LayerEntry])[]): Promise<Layer> {
  const tar = pack();
  const chunks: Buffer[] = [];
  const hash = createHash('sha256');
  const collected = (async () => {
    for await (const chunk of tar as AsyncIterable<Buffer>) {
      hash.update(chunk);
      chunks.push(chunk);
    }
  })();
  for (let index = 0; index < entries.length; index += READ_AT_ONCE) {
    const slice = entries.slice(index, index + READ_AT_ONCE);
    const contents = await Promise.all(slice.map(([, entry]) => contentOf(entry)));
    for (const [offset, [path, entry]] of slice.entries()) {
      tar.entry(header(path, entry), contents[offset] ?? Buffer.alloc(0));
    }
  }
  tar.finalize();
  await collected;
  const bytes = await promisify(gzip)(Buffer.concat(chunks), { level: GZIP_LEVEL });
  bytes.writeUInt8(GZIP_OS_UNKNOWN, GZIP_OS_OFFSET);
  return { ...blobOf(bytes), diffId: `sha256:${hash.digest('hex')}` };
}

async function contentOf(entry: LayerEntry): Promise<Buffer> {
  if (entry.type !== 'file') return Buffer.alloc(0);
  return 'bytes' in entry.content ? entry.content.bytes : readFile(entry.content.path);
}

function header(path: string, entry: LayerEntry): Parameters<ReturnType<typeof pack>['entry']>[0] {
  const name = entry.type === 'directory' ? `${path.slice(1)}/` : path.slice(1);
  const { type, mode, uid, gid } = entry;
  const common = { name, type, mode, uid, gid, mtime: MODIFIED };
  if (entry.type === 'symlink') return { ...common, linkname: entry.target };
  return entry.type === 'link' ? { ...common, linkname: entry.target.slice(1) } : common;
}
