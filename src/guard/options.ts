import type { Machine } from '../registry/machine.ts';
import type { Keys } from './read-file.ts';

export interface GuardOptions extends Keys {
  readonly workspace: string;
  /** The values files, relative to the repository. */
  readonly files: readonly string[];
  readonly base: string | undefined;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  readonly machine: Machine;
}
