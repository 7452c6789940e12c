import { createCipheriv, createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';

/** The size of the stand-in for installed packages. */
export interface PackagesSize {
  readonly bytes: number;
  readonly files: number;
}

const FOLDERS = 4_000;
const LEVEL = 1;

/**
 * Writes a gzipped tar of a `site-packages` with noise, half of it compressible as in real packages. Returns the digest
 * of the uncompressed tar. An engine that pulls it has to unpack all of it.
 */
export async function writePackages(path: string, { bytes, files }: PackagesSize): Promise<string> {
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const tar = pack();
  const written = pipeline(Readable.from(tar), hashed, createGzip({ level: LEVEL }), createWriteStream(path));
  const length = Math.floor(bytes / files);
  for (let index = 0; index < files; index += 1) {
    const name = `home/airflow/.local/lib/python3.13/site-packages/package${index % FOLDERS}/module${index}.py`;
    await addFile(tar, name, noise(index, length));
  }
  tar.finalize();
  await written;
  return `sha256:${hash.digest('hex')}`;
}

async function addFile(tar: Pack, name: string, content: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const header = { name, uid: 50_000, gid: 0, mode: 0o644, mtime: new Date(0) };
  tar.entry(header, content, (error) => (error ? reject(error) : resolve()));
  await promise;
}

/** Returns bytes whose first half is random, seeded by the index, and whose second half is always the same text. */
function noise(index: number, length: number): Buffer {
  const content = Buffer.alloc(length, 'def task(self) -> None: ...\n');
  const key = Buffer.alloc(16);
  key.writeUInt32BE(index);
  const half = Buffer.alloc(Math.floor(length / 2));
  createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(half).copy(content);
  return content;
}
