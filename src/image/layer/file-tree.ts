import { posix } from 'node:path';
import { followLinks } from '../context/follow-links.ts';
import type { RuntimeFiles } from '../runtime/runtime-files.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** An entry that the code layer adds. */
export type LayerEntry = Owner & { readonly mode: number } & (
    | { readonly type: 'directory' }
    | { readonly type: 'symlink'; readonly target: string }
    /** A hard link to an earlier file of the layer. */
    | { readonly type: 'link'; readonly target: string }
    | {
        readonly type: 'file';
        readonly content: { readonly path: string; readonly size: number } | { readonly bytes: Buffer };
      }
  );

/** A path is taken, or it is unknown whether it is. The message is for the Dockerfile's author. */
export class TreeError extends Error {
  override readonly name = 'TreeError';
}

/** The runtime's file system with the code's files on top. */
export class FileTree {
  readonly #runtime: RuntimeFiles;
  readonly #added = new Map<string, LayerEntry>();

  constructor(runtime: RuntimeFiles) {
    this.#runtime = runtime;
  }

  /**
   * Returns the entries of the layer, sorted so that folders come before their content. Includes parent folders as the
   * runtime has them: without an entry, Docker's overlay2 creates them as root's with mode 0755, and so hides the runtime's
   * mode and owner; containerd does not.
   */
  entries(): (readonly [string, LayerEntry])[] {
    const entries = new Map(this.#added);
    for (const path of this.#added.keys()) {
      for (let above = posix.dirname(path); above !== '/' && !entries.has(above); above = posix.dirname(above)) {
        const { mode = 0o755, uid = 0, gid = 0 } = this.#runtime.folders.get(above) ?? {};
        entries.set(above, { type: 'directory', mode, uid, gid });
      }
    }
    return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Returns whether the code puts something at the path. */
  adds(path: string): boolean {
    return this.#added.has(path);
  }

  typeOf(path: string): LayerEntry['type'] | undefined {
    const added = this.#added.get(path);
    if (added !== undefined) return added.type;
    const { folders, links, files } = this.#runtime;
    if (path === '/' || folders.has(path)) return 'directory';
    if (links.has(path)) return 'symlink';
    if (files.has(path)) return 'file';
    if (folders.get(posix.dirname(path))?.unlisted === true) {
      throw new TreeError(
        `it is unknown whether the runtime image has ${path}, because files that deep are not indexed`,
      );
    }
    return undefined;
  }

  /** Returns the path with all links followed inside the image. Keeps the parts that do not exist. */
  follow(path: string): string {
    const at = followLinks(path, (candidate) => this.#linkTarget(candidate));
    if (at === undefined) throw new TreeError(`the links at ${path} in the runtime image form a loop`);
    return at;
  }

  /** Creates a folder and its missing parents, all with this owner and mode. */
  makeFolders(path: string, owner: Owner, mode = 0o755): void {
    if (path === '/') return;
    const type = this.typeOf(path);
    if (type === 'directory') return;
    if (type !== undefined) throw new TreeError(`${path} is not a folder in the runtime image`);
    this.makeFolders(posix.dirname(path), owner, mode);
    this.#added.set(path, { type: 'directory', mode, uid: owner.uid, gid: owner.gid });
  }

  /** Puts a file or link. Replaces an existing entry, unless that is a folder. */
  put(path: string, entry: LayerEntry): void {
    const type = this.typeOf(path);
    if (type === 'directory' && entry.type !== 'directory') throw new TreeError(`${path} is a folder in the image`);
    if (type !== undefined && type !== 'directory' && entry.type === 'directory') {
      throw new TreeError(`${path} exists in the image and is not a folder`);
    }
    this.#added.set(path, entry);
  }

  /** Returns an entry of the code, or a folder of the runtime; `undefined` for anything else. */
  entryAt(path: string): LayerEntry | undefined {
    const folder = this.#runtime.folders.get(path);
    return (
      this.#added.get(path) ?? (folder && { type: 'directory', mode: folder.mode, uid: folder.uid, gid: folder.gid })
    );
  }

  /** Returns the code's entries below a folder; `undefined` if the runtime may have something there too. */
  entriesBelow(path: string): (readonly [string, LayerEntry])[] | undefined {
    const isBelow = (other: string) => other.startsWith(`${path}/`);
    if (this.#runtime.folders.get(path)?.unlisted === true || this.#runtimePaths().some(isBelow)) return undefined;
    return [...this.#added].filter(([other]) => isBelow(other));
  }

  /** Returns the names in a folder; `undefined` if the runtime may have more. */
  namesIn(folder: string): string[] | undefined {
    const isKnown = this.entryAt(folder)?.type === 'directory' && this.#runtime.folders.get(folder)?.unlisted !== true;
    if (!isKnown) return undefined;
    const paths = [...this.#added.keys(), ...this.#runtimePaths()].filter((path) => posix.dirname(path) === folder);
    return [...new Set(paths.map((path) => posix.basename(path)))].sort();
  }

  /** Returns whether several names of the code are one file. */
  get hasHardLinks(): boolean {
    return [...this.#added.values()].some(({ type }) => type === 'link');
  }

  /** Changes the mode or owner of an entry. */
  change(path: string, entry: LayerEntry): void {
    this.#added.set(path, entry);
  }

  #runtimePaths(): string[] {
    const { folders, links, files } = this.#runtime;
    return [...folders.keys(), ...links.keys(), ...files];
  }

  #linkTarget(path: string): string | undefined {
    const added = this.#added.get(path);
    if (added !== undefined) return added.type === 'symlink' ? added.target : undefined;
    return this.#runtime.links.get(path);
  }
}
