import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LayerEntry } from '../image/layer/file-tree.ts';
import { plural } from '../plural.ts';
import { annotate } from '../runner/annotate.ts';

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer; pointers are shorter than 200 bytes. */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';
const MAX_POINTER = 200;
const SHOWN = 5;

/**
 * Warns of files of the code whose content is missing: pointers of Git LFS, and empty submodules.
 * @param isFetched whether the action itself fetched the files, which never fetches such content
 */
export function warnOfNotFetched(
  entries: readonly (readonly [string, LayerEntry])[],
  root: string,
  isFetched: boolean,
): void {
  const pointers = entries.flatMap(([, entry]) => (entry.type === 'file' ? pointerPath(entry.content) : []));
  if (pointers.length > 0) {
    const found = pointers.map((path) => relative(root, path));
    warn('pointer of Git LFS', 'pointers of Git LFS', found, adviseCheckout('lfs: true', isFetched));
  }
  const folders = new Set(entries.flatMap(([path, { type }]) => (type === 'directory' ? [path] : [])));
  const empty = readSubmodules(root).filter((path) => isEmptyFolder(join(root, path)) && hasFolder(folders, path));
  if (empty.length > 0) {
    warn('empty submodule', 'empty submodules', empty, adviseCheckout('submodules: true', isFetched));
  }
}

function pointerPath(content: (LayerEntry & { readonly type: 'file' })['content']): string[] {
  if (!('path' in content) || content.size > MAX_POINTER || content.size < LFS_POINTER.length) return [];
  return readFileSync(content.path, 'utf8').startsWith(LFS_POINTER) ? [content.path] : [];
}

/** Returns the paths in `.gitmodules`: https://git-scm.com/docs/gitmodules */
function readSubmodules(root: string): string[] {
  try {
    const text = readFileSync(join(root, '.gitmodules'), 'utf8');
    return [...text.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map(([, path = '']) => path);
  } catch {
    return [];
  }
}

function isEmptyFolder(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

/** Returns whether the image has a submodule, under another path with the same end. */
function hasFolder(folders: ReadonlySet<string>, submodule: string): boolean {
  const end = `/${submodule.split('/').at(-1)}`;
  return [...folders].some((folder) => folder.endsWith(end));
}

function adviseCheckout(setting: string, isFetched: boolean): string {
  if (!isFetched) return `Set “${setting}” for actions/checkout`;
  return `The action itself fetched the files, which leaves such content out. Put actions/checkout with “${setting}” before this step and leave the input source empty`;
}

function warn(one: string, many: string, paths: readonly string[], advice: string): void {
  const names = paths.slice(0, SHOWN).join(', ');
  const more = paths.length > SHOWN ? `, and ${paths.length - SHOWN} more` : '';
  const message = `The image contains ${plural(paths.length, one, many)} instead of the content: ${names}${more}. ${advice}, or exclude them with .dockerignore.`;
  const [first = ''] = paths;
  annotate('warning', 'content not checked out', message, { file: first });
}
