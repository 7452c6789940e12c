import { randomBytes } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { pack } from 'tar-stream';
import { OutageError } from '../../../../src/errors.ts';
import type { LayerEntry } from '../../../../src/image/layer/file-tree.ts';
import { packLayer } from '../../../../src/image/layer/layer.ts';
import { Spool } from '../../../../src/image/layer/spool.ts';
import { readBlob } from '../../../../src/image/oci/blob.ts';
import { digestOf } from '../../../../src/image/oci/digest.ts';
import { readLayers } from '../../../../src/image/runtime/read-layers.ts';

const file = (text: string): LayerEntry => ({
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  content: { bytes: Buffer.from(text) },
});

test('the digest of a layer depends only on its content, on any machine', async () => {
  const entries: [string, LayerEntry][] = [
    ['/d', { type: 'directory', mode: 0o755, uid: 50_000, gid: 0 }],
    [`/d/${'long'.repeat(60)}.py`, file('long')],
    ['/d/ä.py', file('ä')],
    ['/d/link', { type: 'symlink', mode: 0o777, uid: 0, gid: 0, target: 'ä.py' }],
  ];
  const layer = await packLayer(entries);
  const bytes = await readBlob(layer);
  expect(layer.diffId).toBe('sha256:bc4ebc30e4e8a32d00f6e7c0809df45e1f43e1c8594bce29ea045e0bb0021a3e');
  expect(bytes.subarray(0, 10).toString('hex')).toBe('1f8b08000000000000ff');
  expect(digestOf(gunzipSync(bytes))).toBe(layer.diffId);
  expect(digestOf(bytes)).toEqual(layer.digest);
  expect(bytes.length).toEqual(layer.size);
});

type Part = readonly [name: string, type: 'file' | 'directory' | 'symlink', text?: string];

async function layerOf(parts: readonly Part[], compress: (tar: Buffer) => Buffer, mediaType: string) {
  const tar = pack();
  for (const [name, type, text = ''] of parts) {
    tar.entry(
      { name, type, uid: 5, gid: 6, mode: 0o750, ...(type === 'symlink' ? { linkname: text } : {}) },
      type === 'file' ? text : '',
    );
  }
  tar.finalize();
  const bytes = compress(await buffer(tar as AsyncIterable<Buffer>));
  return { descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length }, bytes };
}

async function read(...layers: Awaited<ReturnType<typeof layerOf>>[]) {
  const byDigest = new Map(layers.map(({ descriptor, bytes }) => [descriptor.digest, bytes]));
  return readLayers(
    layers.map(({ descriptor }) => descriptor),
    async (digest) => Readable.from([byDigest.get(digest)]),
  );
}

test('files are read from the layers: later ones replace earlier ones, whiteouts and opaque folders hide them', async () => {
  const lower = await layerOf(
    [
      ['./', 'directory'],
      ['a/', 'directory'],
      ['a/gone.txt', 'file'],
      ['b/', 'directory'],
      ['b/x', 'file'],
      ['c/', 'directory'],
      ['c/deep', 'file'],
      ['implied/x', 'file'],
      ['lib', 'symlink', 'usr/lib'],
      ['etc/passwd', 'file', 'old'],
      ['1/2/3/4/5/6', 'file'],
    ],
    gzipSync,
    'application/vnd.oci.image.layer.v1.tar+gzip',
  );
  const upper = await layerOf(
    [
      ['a/.wh.gone.txt', 'file'],
      ['b/.wh..wh..opq', 'file'],
      ['b/y', 'file'],
      ['c', 'file'],
      ['etc/passwd', 'file', 'new'],
    ],
    zstdCompressSync,
    'application/vnd.oci.image.layer.v1.tar+zstd',
  );
  const { folders, links, files, passwd } = await read(lower, upper);
  expect([...folders.keys()]).toEqual([
    '/',
    '/1',
    '/1/2',
    '/1/2/3',
    '/1/2/3/4',
    '/1/2/3/4/5',
    '/a',
    '/b',
    '/etc',
    '/implied',
  ]);
  expect(folders.get('/a')).toEqual({ mode: 0o750, uid: 5, gid: 6, unlisted: false });
  expect(folders.get('/1/2/3/4/5')?.unlisted).toBe(true);
  expect([...files]).toEqual(['/b/y', '/c', '/etc/passwd', '/implied/x']);
  expect([...links]).toEqual([['/lib', 'usr/lib']]);
  expect(passwd).toBe('new');
});

test('a layer that does not match its digest is rejected', async () => {
  const layer = await layerOf([['a', 'file']], gzipSync, 'application/vnd.docker.image.rootfs.diff.tar.gzip');
  const wrong = { ...layer.descriptor, digest: `sha256:${'0'.repeat(64)}` };
  await expect(readLayers([wrong], async () => Readable.from([layer.bytes]))).rejects.toThrow(OutageError);
});

test.each([
  ['a page of a proxy', Buffer.from('<html>')],
  ['a layer that ends early', gzipSync(Buffer.alloc(2_000, 'x')).subarray(0, 20)],
])('%s in place of a layer is an outage of the registry', async (_, bytes) => {
  const { descriptor } = await layerOf([['a', 'file']], gzipSync, 'application/vnd.docker.image.rootfs.diff.tar.gzip');
  const reading = readLayers([descriptor], async () => Readable.from([bytes]));
  await expect(reading).rejects.toThrow(OutageError);
  await expect(reading).rejects.toThrow('The registry returned a layer that cannot be read: ');
});

test('content is written to a file completely, even if the system writes less of it at once', async () => {
  const probe = await open(import.meta.filename);
  const prototype = Object.getPrototypeOf(probe);
  await probe.close();
  const { write } = prototype;
  prototype.write = function (chunk: Buffer) {
    return write.call(this, chunk, 0, Math.min(chunk.length, 1_000));
  };
  try {
    const bytes = randomBytes(17 * 1024 * 1024);
    const spool = new Spool(tmpdir());
    await spool.write(bytes);
    await spool.write(bytes.subarray(0, 5_000));
    const { size, content } = await spool.end();
    const path = 'path' in content ? content.path : '';
    const written = await readFile(path);
    await rm(dirname(path), { recursive: true });
    expect(written.length).toEqual(bytes.length + 5_000);
    expect(size).toEqual(bytes.length + 5_000);
    expect(written.equals(Buffer.concat([bytes, bytes.subarray(0, 5_000)]))).toBe(true);
  } finally {
    prototype.write = write;
  }
});
