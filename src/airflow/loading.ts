import type { FileReport, Inventory } from './inventory.ts';

/**
 * What was read (`file`, `list` of a folder, `kind` of a path, or `find` for a module in a folder), its name, which is
 * the same in each checkout, and the signature of the answer.
 */
export type Read = readonly [kind: string, name: string, signature: string];

/** A report with what it depends on. */
export interface LoadedFile extends FileReport {
  /** The hash of the file. */
  readonly content?: string;
  readonly reads?: readonly Read[];
  /** Why the result is valid for this run only; empty if it can be kept. */
  readonly reasons?: readonly string[];
}

/** The results of earlier runs as the loader verifies them: `reads` of a result are indexes of the common list. */
export interface KeptRequest {
  readonly reads: readonly Read[];
  readonly files: Readonly<Record<string, readonly KeptReference[]>>;
}

export interface KeptReference {
  readonly id: number;
  readonly surroundings: string;
  readonly content: string;
  readonly reads: readonly number[];
}

/** Either the `id` of the kept result that is valid, or why none is. */
export interface Freshness {
  readonly id?: number;
  readonly because?: string;
}

/** Another checkout, as a loader verifies its kept results without loading it. */
export interface OtherCheckout {
  readonly dagFolder: string;
  readonly roots: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The working folder. */
  readonly folder: string;
  readonly kept: KeptRequest;
}

/** The files of another checkout, and which have a valid kept result; or why that is not known. */
export type Verified =
  | { readonly files: readonly string[]; readonly kept: ReadonlyMap<string, Freshness> }
  | { readonly because: string };

export interface Incremental {
  readonly kept?: KeptRequest;
  readonly watchesClock?: Clocked;
}

/**
 * The files of which the loader detects that they read the clock or random numbers, which doubles the time of their
 * load. Of two loads, each does it for one half: `even` or `odd`.
 */
export type Clocked = 'none' | 'all' | 'even' | 'odd';

/** The files that were loaded, and which others have a valid kept result. */
export interface Loading extends Inventory {
  readonly files: readonly LoadedFile[];
  /** Identifies what every file depends on: the libraries, the environment, the samples and the loader. */
  readonly surroundings: string;
  readonly kept: ReadonlyMap<string, Freshness>;
  /** The names of all files, sorted. */
  readonly all: readonly string[];
}
