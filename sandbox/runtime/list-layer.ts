import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/** One entry of a layer. */
export interface LayerFile {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly isFolder: boolean;
}

/** Lists the entries of a compressed layer, in their order. */
export async function listLayer(bytes: Buffer): Promise<LayerFile[]> {
  const files: LayerFile[] = [];
  const entries = extract();
  Readable.from([bytes]).pipe(createGunzip()).pipe(entries);
  for await (const entry of entries) {
    const { name, mode = 0, uid = 0, gid = 0, size = 0, type } = entry.header;
    files.push({ path: name, mode, uid, gid, size, isFolder: type === 'directory' });
    entry.resume();
  }
  return files;
}
