import type { ImageConfig } from '../oci/image-config.ts';
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

/** Returns the tag of a runtime's index. */
export function indexTag(runtimeTag: string): string {
  return `${runtimeTag}.index`;
}

/** Returns the index as JSON. */
export function encodeIndex({ config, files, inputs }: RuntimeIndex): Buffer {
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
  return Buffer.from(JSON.stringify(document));
}

/** Reads an index from its JSON. */
export function decodeIndex(json: Buffer): RuntimeIndex {
  const document = JSON.parse(json.toString());
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
