import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';

/** Reads the files below a folder of a gzipped layer: absolute path → content, which is empty for links. */
export async function readFolder(layer: Buffer, folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const tar = extract();
  const reading = (async () => {
    for await (const entry of tar as AsyncIterable<Readable & { readonly header: Header }>) {
      const path = posix.join('/', entry.header.name);
      if (path.startsWith(`${folder}/`) && entry.header.type !== 'directory') files.set(path, await text(entry));
      else entry.resume();
    }
  })();
  await Promise.all([pipeline(Readable.from([layer]), createGunzip(), tar), reading]);
  return files;
}
