import type { PythonPackage } from '../attest/python-package.ts';

/** A folder of the runtime's file system. */
export interface Folder {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Whether it has files that are not listed, because it is deep in the tree. */
  readonly unlisted: boolean;
}

/** The facts about a runtime image that the assembly needs without pulling it. Paths are absolute. */
export interface RuntimeFiles {
  readonly folders: ReadonlyMap<string, Folder>;
  /** Symbolic links and where they point. */
  readonly links: ReadonlyMap<string, string>;
  /** All other paths, in folders whose files are listed. */
  readonly files: ReadonlySet<string>;
  /** `/etc/passwd` and `/etc/group`. */
  readonly passwd: string;
  readonly group: string;
  readonly packages: readonly PythonPackage[];
}

/** Files of deeper folders are not listed; they would make the index of a Python image megabytes large. */
export const MAX_LISTED_DEPTH = 4;

/** Returns the number of components in a path. */
export function depthOf(path: string): number {
  return path.split('/').filter(Boolean).length;
}
