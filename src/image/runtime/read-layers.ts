import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { PassThrough, type Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { AdapterError, OutageError } from '../../errors.ts';
import { reasonOf } from '../../http/reason.ts';
import { isPackageMetadata, type PythonPackage, parsePackageMetadata } from '../attest/python-package.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { depthOf, type Folder, MAX_LISTED_DEPTH, type RuntimeFiles } from './runtime-files.ts';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const ACCOUNTS = new Set(['/etc/passwd', '/etc/group']);

type Found =
  | { readonly type: 'directory'; readonly folder: Omit<Folder, 'unlisted'> }
  | { readonly type: 'symlink'; readonly target: string }
  | { readonly type: 'file'; readonly text?: string; readonly package?: PythonPackage };

type TarEntry = Readable & { readonly header: Header };

interface LayerContent {
  readonly found: Map<string, Found>;
  /** Paths that this layer deletes from the layers below. */
  readonly removed: Set<string>;
  /** Folders whose content in the layers below is hidden. */
  readonly opaque: Set<string>;
}

/**
 * Reads what the assembly needs of an image's file system, from all layers as parallel streams.
 * https://github.com/opencontainers/image-spec/blob/main/layer.md
 * @throws OutageError for a layer that is broken or does not match its digest
 */
export async function readLayers(
  layers: readonly Descriptor[],
  openBlob: (digest: string) => Promise<Readable>,
): Promise<RuntimeFiles> {
  const contents = await Promise.all(layers.map(async (layer) => readLayer(layer, await openBlob(layer.digest))));
  const all = new Map<string, Found>();
  for (const { found, removed, opaque } of contents) {
    if (removed.size > 0 || opaque.size > 0) applyWhiteouts(all, removed, opaque);
    for (const [path, entry] of found) {
      const before = all.get(path);
      if (before?.type === 'directory' && entry.type !== 'directory') applyWhiteouts(all, new Set([path]), new Set());
      all.set(path, entry);
    }
  }
  return summarise(all);
}

function applyWhiteouts(all: Map<string, Found>, removed: ReadonlySet<string>, opaque: ReadonlySet<string>): void {
  for (const path of all.keys()) {
    if (removed.has(path) || parentsOf(path).some((parent) => removed.has(parent) || opaque.has(parent)))
      all.delete(path);
  }
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let parent = posix.dirname(path); parent !== '/'; parent = posix.dirname(parent)) parents.push(parent);
  return [...parents, '/'];
}

async function readLayer(layer: Descriptor, blob: Readable): Promise<LayerContent> {
  const content: LayerContent = { found: new Map(), removed: new Set(), opaque: new Set() };
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const tar = extract();
  const reading = (async () => {
    for await (const entry of tar as AsyncIterable<TarEntry>) await readEntry(entry, content);
  })();
  try {
    await Promise.all([pipeline(blob, hashed, decompressor(layer.mediaType), tar), reading]);
  } catch (cause) {
    throw cause instanceof OutageError || cause instanceof AdapterError
      ? cause
      : wrongLayer(layer, `that cannot be read: ${reasonOf(cause)}`, cause);
  }
  const digest = `sha256:${hash.digest('hex')}`;
  if (digest === layer.digest) return content;
  throw wrongLayer(layer, `whose content is ${digest}`);
}

function wrongLayer({ digest }: Descriptor, what: string, cause?: unknown): OutageError {
  const outage = { service: 'registry', request: `GET blobs/${digest}`, cause };
  return new OutageError(`The registry returned a layer ${what}`, outage);
}

function decompressor(mediaType: string): Transform {
  if (mediaType.endsWith('zstd')) return createZstdDecompress();
  return mediaType.endsWith('gzip') ? createGunzip() : new PassThrough();
}

async function readEntry(entry: TarEntry, { found, removed, opaque }: LayerContent): Promise<void> {
  const { name, type, mode = 0o755, uid = 0, gid = 0, linkname } = entry.header;
  const path = posix.join('/', name).replace(/(?<=.)\/$/, '');
  const base = posix.basename(path);
  if (ACCOUNTS.has(path) && type === 'file') {
    found.set(path, { type: 'file', text: await text(entry) });
    return;
  }
  if (isPackageMetadata(path) && type === 'file') {
    const installed = parsePackageMetadata(await text(entry));
    found.set(path, { type: 'file', ...(installed === undefined ? {} : { package: installed }) });
    return;
  }
  entry.resume();
  if (base === OPAQUE) opaque.add(posix.dirname(path));
  else if (base.startsWith(WHITEOUT)) removed.add(posix.join(posix.dirname(path), base.slice(WHITEOUT.length)));
  else if (type === 'directory') found.set(path, { type, folder: { mode: mode & 0o7777, uid, gid } });
  else if (type === 'symlink') found.set(path, { type, target: linkname ?? '' });
  else found.set(path, { type: 'file' });
}

function summarise(all: ReadonlyMap<string, Found>): RuntimeFiles {
  const folders = new Map<string, Folder>();
  const links = new Map<string, string>();
  const files = new Set<string>();
  const crowded = new Set<string>();
  const texts = new Map<string, string>();
  const packages: PythonPackage[] = [];
  for (const [path, entry] of all) {
    for (const parent of parentsOf(path)) if (!all.has(parent)) folders.set(parent, IMPLIED);
    if (entry.type === 'directory') folders.set(path, { ...entry.folder, unlisted: false });
    else if (entry.type === 'symlink') links.set(path, entry.target);
    else if (depthOf(path) <= MAX_LISTED_DEPTH + 1) files.add(path);
    else crowded.add(posix.dirname(path));
    if (entry.type === 'file' && entry.text !== undefined) texts.set(path, entry.text);
    if (entry.type === 'file' && entry.package !== undefined) packages.push(entry.package);
  }
  for (const path of crowded) folders.set(path, { ...(folders.get(path) ?? IMPLIED), unlisted: true });
  const sorted = <T>(map: ReadonlyMap<string, T>) => new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    folders: sorted(folders),
    links: sorted(links),
    files: new Set([...files].sort()),
    passwd: texts.get('/etc/passwd') ?? '',
    group: texts.get('/etc/group') ?? '',
    packages: packages.sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version)),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A folder that no layer lists although it has content. */
const IMPLIED: Folder = { mode: 0o755, uid: 0, gid: 0, unlisted: false };
