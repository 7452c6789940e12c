import type { Alias, Document, Node, Scalar } from 'yaml';
import type { DuplicateKey } from './duplicate-key.ts';
import type { Fault } from './read-documents.ts';

export interface Unread extends Fault {
  /** Whether it is another document, rather than behind the end of the first. Helm 4 refuses that, and Helm 3 ignores it. */
  readonly isLater: boolean;
}

/** A parsed values file, or the YAML in one of its strings. Offsets are UTF-16. */
export interface Values {
  readonly text: string;
  /** The documents of the text; at least one. */
  readonly documents: readonly Document.Parsed[];
  /** The anchored node of each alias. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  /** Keys that a mapping has twice, which Helm accepts: it takes the last. */
  readonly duplicates: readonly DuplicateKey[];
  /** The rest of the text, which is not valid YAML. Helm does not read it; absent if the text is valid. */
  readonly unread?: Unread;
  /** Line and column in the file, both from 1, of an offset in the text: `3:5`. */
  readonly position: (offset: number) => string;
  /** Returns the offset in the file of an offset in the text. */
  readonly toFile: (offset: number) => number;
  /** The string that contains the text; absent for a file. */
  readonly host?: { readonly values: Values; readonly scalar: Scalar };
}
