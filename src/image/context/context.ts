import { isUtf8 } from 'node:buffer';
import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { UserError } from '../../errors.ts';
import { followLinks, STOP } from './follow-links.ts';
import { hasWildcard, matchName } from './glob.ts';
import type { Ignore } from './ignore.ts';
import { canonicalMode } from './mode.ts';

/** A file, folder or link of the build context. */
export interface ContextEntry {
  /** Relative to the context, with `/`; `''` for the context itself. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink';
  readonly mode: number;
  /** Bytes; 0 unless it is a file. */
  readonly size: number;
  /** The target of a symbolic link, as written. */
  readonly target?: string;
  /** The same for all hard links to a file; absent for a file with one name. */
  readonly inode?: string;
}

/** An entry that a source of COPY names. */
export interface Source {
  /** Its last component, which names the copy in a folder. */
  readonly name: string;
  readonly entry: ContextEntry;
}

/** The build context as Docker sees it: without ignored files, and never outside its folder. */
export class Context {
  readonly root: string;
  readonly #ignore: Ignore;

  constructor(root: string, ignore: Ignore) {
    this.root = root;
    this.#ignore = ignore;
  }

  /**
   * Returns the entries that a source of COPY or ADD names, with wildcards resolved and links followed inside the context.
   * Returns a dangling link itself.
   */
  resolve(source: string): Source[] {
    const components = posix.normalize(`/${source}`).split('/').filter(Boolean);
    const first = components.findIndex(hasWildcard);
    if (first === -1) return this.#follow(components.join('/'));
    let matched = [components.slice(0, first).join('/')];
    for (const component of components.slice(first)) {
      matched = matched.flatMap((folder) => this.#match(folder, component));
    }
    return matched.flatMap((path) => this.#follow(path));
  }

  /** Returns the entry and all below it, sorted by path. Reads synchronously, because a checkout is in the page cache. */
  walk(entry: ContextEntry): ContextEntry[] {
    if (entry.type !== 'directory') return [entry];
    const names = readdirSync(join(this.root, entry.path)).sort();
    const below = names.flatMap((name) => {
      const path = entry.path === '' ? name : `${entry.path}/${name}`;
      const ignored = this.#ignore.ignores(path);
      if (ignored && !this.#ignore.hasExceptions) return [];
      const child = this.#stat(path);
      if (child === undefined && name.includes('\uFFFD')) throw notUtf8(path);
      if (child === undefined || (ignored && child.type !== 'directory')) return [];
      const entries = this.walk(child);
      return ignored && entries.length === 1 ? [] : entries;
    });
    return [entry, ...below];
  }

  #match(folder: string, pattern: string): string[] {
    const [entry] = this.#follow(folder);
    if (entry?.entry.type !== 'directory') return [];
    const matches = matchName(pattern);
    const names = readdirSync(join(this.root, entry.entry.path)).filter(matches).sort();
    const paths = names.map((name) => posix.join(entry.entry.path, name));
    const lost = paths.find((path) => path.includes('\uFFFD') && this.#stat(path) === undefined);
    if (lost !== undefined && !this.#ignore.ignores(lost)) throw notUtf8(lost);
    return paths;
  }

  /** Follows links as if the context were the root of the file system. */
  #follow(path: string): Source[] {
    const name = basename(path);
    let isIgnored = false;
    const found = followLinks(path, (candidate) => {
      const entry = this.#stat(candidate.slice(1));
      isIgnored = entry?.type === 'symlink' && this.#ignore.ignores(candidate.slice(1));
      return entry === undefined || isIgnored ? STOP : entry.target;
    });
    if (found === undefined) return isIgnored ? [] : this.#lost(path, name);
    const at = found.slice(1);
    const entry = this.#stat(at);
    if (entry === undefined || this.#isHidden(entry)) return [];
    return [{ name, entry }];
  }

  #lost(path: string, name: string): Source[] {
    const entry = this.#stat(path);
    return entry?.type === 'symlink' && !this.#isHidden(entry) ? [{ name, entry }] : [];
  }

  #isHidden(entry: ContextEntry): boolean {
    if (entry.path === '' || !this.#ignore.ignores(entry.path)) return false;
    if (entry.type !== 'directory' || !this.#ignore.hasExceptions) return true;
    return this.walk(entry).length === 1;
  }

  #stat(path: string): ContextEntry | undefined {
    const file = join(this.root, path);
    const stats = statsOf(file);
    if (stats === undefined) return undefined;
    const inode = stats.nlink > 1 && stats.isFile() ? { inode: `${stats.dev}:${stats.ino}` } : {};
    if (stats.isSymbolicLink()) return { path, type: 'symlink', mode: 0o777, size: 0, target: readTarget(file, path) };
    return {
      path,
      type: typeOf(stats, path),
      mode: canonicalMode(stats),
      size: stats.isFile() ? stats.size : 0,
      ...inode,
    };
  }
}

/** Returns `undefined` if nothing exists there, also if a parent is not a folder. */
function statsOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Returns the error for a name that Node decodes to one that does not exist. */
function notUtf8(path: string): UserError {
  return new UserError(
    'context-file-name',
    `${JSON.stringify(path)} in the build context has a name that is not UTF-8.`,
    'Rename it, or add its folder to .dockerignore.',
  );
}

function readTarget(file: string, path: string): string {
  const target = readlinkSync(file, 'buffer');
  if (isUtf8(target)) return target.toString();
  throw new UserError(
    'context-file-name',
    `The link ${path} in the build context points to a name that is not UTF-8.`,
    'Rename the target, or add the link to .dockerignore.',
  );
}

function typeOf(stats: Stats, path: string): 'file' | 'directory' {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  throw new UserError(
    'context-file-type',
    `${path} in the build context is not a file, a folder or a link.`,
    'Remove it, or add it to .dockerignore.',
  );
}
