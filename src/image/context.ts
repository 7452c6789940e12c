import type { Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { UserError } from '../errors.ts';
import { hasWildcard, matchName } from './glob.ts';
import type { Ignore } from './ignore.ts';
import { canonicalMode } from './mode.ts';

const MAX_LINKS = 255;

/** A file, folder or link of the build context. */
export interface ContextEntry {
  /** Relative to the context, with `/`; `''` for the context itself. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink';
  readonly mode: number;
  /** Bytes; 0 for what is not a file. */
  readonly size: number;
  /** Where a symbolic link points, as it stands. */
  readonly target?: string;
  /** The same for all names of one file that has several; absent for others. */
  readonly inode?: string;
}

/** What a source of COPY stands for. */
export interface Source {
  /** Its last component, which names the copy in a folder. */
  readonly name: string;
  readonly entry: ContextEntry;
}

/** The build context as Docker sees it: without what is ignored, and never outside its folder. */
export class Context {
  readonly root: string;
  readonly #ignore: Ignore;

  constructor(root: string, ignore: Ignore) {
    this.root = root;
    this.#ignore = ignore;
  }

  /** What a source of COPY or ADD names, wildcards resolved and links followed inside the context; empty for nothing. */
  async resolve(source: string): Promise<Source[]> {
    const components = posix.normalize(`/${source}`).split('/').filter(Boolean);
    const first = components.findIndex(hasWildcard);
    if (first === -1) return this.#follow(components.join('/'));
    let matched = [components.slice(0, first).join('/')];
    for (const component of components.slice(first)) {
      matched = (await Promise.all(matched.map((folder) => this.#match(folder, component)))).flat();
    }
    return (await Promise.all(matched.map((path) => this.#follow(path)))).flat();
  }

  /** The entry and all below it, sorted by path. */
  async walk(entry: ContextEntry): Promise<ContextEntry[]> {
    if (entry.type !== 'directory') return [entry];
    const names = (await readdir(join(this.root, entry.path))).sort();
    const below = await Promise.all(
      names.map(async (name) => {
        const path = posix.join(entry.path, name);
        const ignored = this.#ignore.ignores(path);
        if (ignored && !this.#ignore.hasExceptions) return [];
        const child = await this.#stat(path);
        if (child === undefined || (ignored && child.type !== 'directory')) return [];
        const entries = await this.walk(child);
        return ignored && entries.length === 1 ? [] : entries;
      }),
    );
    return [entry, ...below.flat()];
  }

  async #match(folder: string, pattern: string): Promise<string[]> {
    const [entry] = await this.#follow(folder);
    if (entry?.entry.type !== 'directory') return [];
    const matches = matchName(pattern);
    const names = (await readdir(join(this.root, entry.entry.path))).filter(matches).sort();
    return names.map((name) => posix.join(entry.entry.path, name));
  }

  /** Follows links as if the context were the root of the file system. */
  async #follow(path: string): Promise<Source[]> {
    const name = basename(path);
    let pending = path.split('/').filter(Boolean);
    let at = '';
    for (let links = 0; pending.length > 0; ) {
      const [next = '', ...rest] = pending;
      const candidate = next === '..' ? posix.dirname(`/${at}`).slice(1) : posix.join(at, next);
      const entry = await this.#stat(candidate);
      if (entry === undefined) return [];
      if (entry.type === 'symlink') {
        links += 1;
        if (links > MAX_LINKS) return [];
        const target = entry.target ?? '';
        if (target.startsWith('/')) at = '';
        pending = [...target.split('/').filter((part) => part !== '' && part !== '.'), ...rest];
      } else {
        at = candidate;
        pending = rest;
      }
    }
    const entry = await this.#stat(at);
    if (entry === undefined || (await this.#isHidden(entry))) return [];
    return [{ name, entry }];
  }

  async #isHidden(entry: ContextEntry): Promise<boolean> {
    if (entry.path === '' || !this.#ignore.ignores(entry.path)) return false;
    if (entry.type !== 'directory' || !this.#ignore.hasExceptions) return true;
    return (await this.walk(entry)).length === 1;
  }

  async #stat(path: string): Promise<ContextEntry | undefined> {
    const file = join(this.root, path);
    const stats = await lstat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (stats === undefined) return undefined;
    const inode = stats.nlink > 1 && stats.isFile() ? { inode: `${stats.dev}:${stats.ino}` } : {};
    if (stats.isSymbolicLink()) return { path, type: 'symlink', mode: 0o777, size: 0, target: await readlink(file) };
    return {
      path,
      type: typeOf(stats, path),
      mode: canonicalMode(stats),
      size: stats.isFile() ? stats.size : 0,
      ...inode,
    };
  }
}

function typeOf(stats: Stats, path: string): 'file' | 'directory' {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  throw new UserError(
    'context-file-type',
    `${path} in the build context is neither a file, a folder nor a link.`,
    'Remove it, or name it in .dockerignore.',
  );
}
