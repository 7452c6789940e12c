import { createCipheriv } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { extract, type Header } from 'tar-stream';
import { packLayer } from '../../../../src/image/layer/layer.ts';
import { padding, type TarEntry, tarHeader } from '../../../../src/image/layer/tar-header.ts';
import { digestOfFile, readBlob } from '../../../../src/image/oci/blob.ts';

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 500) };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-tar-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(tar: Buffer): Promise<{ header: Header; content: Buffer }[]> {
  const entries = [];
  for await (const entry of Readable.from([tar]).pipe(extract())) {
    entries.push({ header: entry.header, content: await buffer(entry) });
  }
  return entries;
}

const component = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 150 })
  .filter((text) => !/[/\0]/.test(text) && !/^\.{1,2}$/.test(text) && text.isWellFormed());
const path = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const id = fc.oneof(fc.nat(100_000), fc.nat(4_000_000_000));

test('another tar reader reads the headers: long and foreign names, links, large ids', async () => {
  const entry = fc.record({
    name: path,
    mode: fc.nat(0o7777),
    uid: id,
    gid: id,
    target: path,
    content: fc.uint8Array(),
  });
  const type = fc.constantFrom('file', 'link', 'symlink', 'directory');
  await fc.assert(
    fc.asyncProperty(entry, type, async ({ target, content, ...common }, kind) => {
      const bytes = Buffer.from(kind === 'file' ? content : []);
      const name = kind === 'directory' ? `${common.name}/` : common.name;
      const link = kind === 'link' || kind === 'symlink' ? { linkname: target } : {};
      const written: TarEntry = { ...common, ...link, name, type: kind, size: bytes.length, mtime: 946_684_800 };
      const tar = Buffer.concat([tarHeader(written), bytes, padding(bytes.length), Buffer.alloc(1024)]);
      const [{ header, content: got } = { header: undefined, content: undefined }, ...more] = await read(tar);
      const { uid, gid, name: said, linkname } = header ?? {};
      const pax = new Map(Object.entries(header?.pax ?? {}));
      expect(more).toEqual([]);
      expect(said).toEqual(name);
      expect(header?.type).toEqual(kind);
      expect(header?.mode).toEqual(written.mode);
      expect(header?.size).toEqual(bytes.length);
      expect(Number(pax.get('uid') ?? uid)).toEqual(written.uid);
      expect(Number(pax.get('gid') ?? gid)).toEqual(written.gid);
      expect(linkname ?? undefined).toBe(written.linkname);
      expect(got).toEqual(bytes);
    }),
    RUNS,
  );
});

test('large content streams, and large layers go to a file', async () => {
  const large = join(folder, 'large');
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(24_000_000));
  writeFileSync(large, noise);
  const common = { type: 'file', mode: 0o644, uid: 0, gid: 0 } as const;
  const entries: Parameters<typeof packLayer>[0] = [
    ['/large', { ...common, content: { path: large, size: noise.length } }],
    ['/small', { ...common, content: { bytes: Buffer.from('small') } }],
  ];
  const layer = await packLayer(entries, folder);
  const [first, second] = await read(gunzipSync(await readBlob(layer)));
  expect(first?.content.equals(noise)).toBe(true);
  expect(second?.content.toString()).toBe('small');
  expect(await digestOfFile('path' in layer.content ? layer.content.path : 'none')).toBe(layer.digest);
});
