import type { PythonPackage } from '../attest/python-package.ts';

/** A folder of the runtime's file system. */
export interface Folder {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Its files are not listed one by one: it stands deep in the tree and has some. */
  readonly unlisted: boolean;
}

/** What the assembly must know of a runtime image without pulling it. Paths are absolute. */
export interface RuntimeFiles {
  readonly folders: ReadonlyMap<string, Folder>;
  /** Symbolic links and where they point. */
  readonly links: ReadonlyMap<string, string>;
  /** All else, where folders are listed. */
  readonly files: ReadonlySet<string>;
  /** `/etc/passwd` and `/etc/group`. */
  readonly passwd: string;
  readonly group: string;
  readonly packages: readonly PythonPackage[];
}

/** Folders deeper than this do not have their files listed, or the index of a Python image grows to megabytes. */
export const MAX_LISTED_DEPTH = 4;

/** How many components a path has. */
export function depthOf(path: string): number {
  return path.split('/').filter(Boolean).length;
}
