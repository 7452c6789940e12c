import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Blob, blobOf } from '../oci/blob.ts';
import { digestOf } from '../oci/digest.ts';
import type { ImageConfig } from '../oci/image-config.ts';
import type { Descriptor, Manifest, StoredManifest } from '../oci/manifest.ts';
import { OCI_EMPTY, OCI_MANIFEST } from '../oci/media-types.ts';
import type { Folder, RuntimeFiles } from './runtime-files.ts';

/** The content stored beside a runtime image, so that one request returns all that the assembly needs. */
export interface RuntimeIndex {
  readonly config: ImageConfig;
  readonly files: RuntimeFiles;
  /** The lines that the runtime's key is a hash of; empty if they are too many. */
  readonly inputs: readonly string[];
}

/** Every deployment reads the index, so the lines, which only a new runtime needs, must not make it large. */
const MAX_INPUTS = 2000;

export const INDEX_TYPE = 'application/vnd.flux-airflow.runtime-index.v2+json+gzip';
const EMPTY_JSON = Buffer.from('{}');

/** Returns the tag of a runtime's index. */
export function indexTag(runtimeTag: string): string {
  return `${runtimeTag}.index`;
}

export interface PackedIndex {
  readonly manifest: StoredManifest;
  readonly blobs: readonly Blob[];
}

/**
 * Packs the index as an OCI artifact that refers to the runtime's manifest, with its content also in its own manifest:
 * https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage
 */
export async function packIndex(subject: Descriptor, { config, files, inputs }: RuntimeIndex): Promise<PackedIndex> {
  const { folders, links, files: others, passwd, group, packages } = files;
  const document = {
    config,
    inputs: inputs.length > MAX_INPUTS ? [] : inputs,
    folders: groupFolders(folders),
    links: [...links],
    files: [...others],
    passwd,
    group,
    packages: packages.map(({ name, version }) => [name, version]),
  };
  const bytes = await promisify(gzip)(JSON.stringify(document));
  const [content, empty] = [blobOf(bytes), blobOf(EMPTY_JSON)];
  const layer: Descriptor = {
    mediaType: INDEX_TYPE,
    digest: content.digest,
    size: content.size,
    data: bytes.toString('base64'),
  };
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: INDEX_TYPE,
    config: { mediaType: OCI_EMPTY, digest: empty.digest, size: empty.size },
    layers: [layer],
    subject,
  };
  const manifestBytes = Buffer.from(JSON.stringify(manifest));
  return {
    manifest: { mediaType: OCI_MANIFEST, digest: digestOf(manifestBytes), bytes: manifestBytes },
    blobs: [content, empty],
  };
}

/** Returns the layer with the index; `undefined` for another runtime or an unknown format. */
export function indexLayer({ bytes }: StoredManifest, runtimeDigest: string): Descriptor | undefined {
  const { subject, layers }: Manifest = JSON.parse(bytes.toString());
  const layer = layers?.[0];
  return subject?.digest === runtimeDigest && layer?.mediaType === INDEX_TYPE ? layer : undefined;
}

export async function unpackIndex(bytes: Buffer): Promise<RuntimeIndex> {
  const document = JSON.parse((await promisify(gunzip)(bytes)).toString());
  return {
    config: document.config,
    inputs: document.inputs ?? [],
    files: {
      folders: ungroupFolders(document.folders),
      links: new Map(document.links),
      files: new Set(document.files),
      passwd: document.passwd,
      group: document.group,
      packages: document.packages.map(([name, version]: [string, string]) => ({ name, version })),
    },
  };
}

/** The attributes of folders with all paths that share them: thousands of folders have the same few. */
type FolderGroup = readonly [mode: number, uid: number, gid: number, unlisted: 0 | 1, paths: readonly string[]];

function groupFolders(folders: ReadonlyMap<string, Folder>): FolderGroup[] {
  const groups = Map.groupBy(folders, ([, { mode, uid, gid, unlisted }]) => `${mode} ${uid} ${gid} ${unlisted}`);
  return [...groups.values()].flatMap((members): FolderGroup[] => {
    const [[, folder] = []] = members;
    if (folder === undefined) return [];
    const { mode, uid, gid, unlisted } = folder;
    return [[mode, uid, gid, unlisted ? 1 : 0, members.map(([path]) => path)]];
  });
}

function ungroupFolders(groups: readonly FolderGroup[]): Map<string, Folder> {
  const folders = new Map<string, Folder>();
  for (const [mode, uid, gid, unlisted, paths] of groups) {
    const folder = { mode, uid, gid, unlisted: unlisted === 1 };
    for (const path of paths) folders.set(path, folder);
  }
  return folders;
}
