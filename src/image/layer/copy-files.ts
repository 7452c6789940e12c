import { join, posix } from 'node:path';
import type { ContextEntry, Source } from '../context/context.ts';
import type { FileTree, LayerEntry, Owner } from './file-tree.ts';

/** The destination of a copy. */
export interface CopyDestination {
  readonly to: string;
  /** Whether the destination is written as a folder. */
  readonly isFolder: boolean;
}

/** The owner and mode of a copy, instead of root and the mode of the source. */
export interface CopyAttributes {
  readonly owner: Owner;
  readonly mode: number | undefined;
}

/** Puts one file into an existing folder, or under the given name. */
export function putFile(
  name: string,
  file: LayerEntry,
  { to, isFolder }: CopyDestination,
  how: CopyAttributes,
  tree: FileTree,
): void {
  makeFolders(tree.follow(isFolder ? to : posix.dirname(to)), how, tree);
  const at = tree.follow(to);
  tree.put(tree.typeOf(at) === 'directory' ? posix.join(at, name) : at, file);
}

/** Copies a source as BuildKit does: of a folder, its content. `from` is the source with all entries below it. */
export function putSource(
  source: Source,
  from: readonly ContextEntry[],
  place: CopyDestination,
  how: CopyAttributes,
  tree: FileTree,
  root: string,
): void {
  const names = new Map<string, string>();
  if (source.entry.type !== 'directory') {
    putFile(source.name, layerEntry(source.entry, '', how, root, names), place, how, tree);
    return;
  }
  const top = tree.follow(place.to);
  makeFolders(top, how, tree);
  for (const entry of from.slice(1)) {
    const path = posix.join(top, entry.path.slice(source.entry.path.length));
    tree.put(path, layerEntry(entry, path, how, root, names));
  }
}

/** Folders on the way get the mode too, without its special bits. */
function makeFolders(path: string, { owner, mode = 0o755 }: CopyAttributes, tree: FileTree): void {
  tree.makeFolders(path, owner, mode & 0o777);
}

/** Returns the entry of a layer. `names` keeps the first name of files that have several. */
function layerEntry(
  { type, mode, path, size, target = '', inode }: ContextEntry,
  at: string,
  how: CopyAttributes,
  root: string,
  names: Map<string, string>,
): LayerEntry {
  const { uid, gid } = how.owner;
  if (type === 'symlink') return { type, mode: 0o777, uid, gid, target };
  const common = { mode: how.mode ?? mode, uid, gid };
  if (type === 'directory') return { type, ...common };
  const first = inode === undefined ? undefined : names.get(inode);
  if (first !== undefined) return { type: 'link', target: first, ...common };
  if (inode !== undefined && at !== '') names.set(inode, at);
  return { type: 'file', content: { path: join(root, path), size }, ...common };
}
