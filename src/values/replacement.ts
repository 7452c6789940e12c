import type { KeyPath } from './key-path.ts';
import type { Located } from './locate.ts';

/** A scalar and the string that replaces it. */
export interface Replacement {
  readonly path: KeyPath;
  readonly located: Located;
  readonly value: string;
}
