import { parseValues } from '../values/parse.ts';
import { type Change, planChange } from './change.ts';
import type { Bump } from './commit-tag.ts';
import type { Deployable } from './judge.ts';
import { findLeftBehind, type LeftBehind } from './left-behind.ts';

/** All that a commit says and changes, for the head that the guards saw. */
export interface PreparedCommit {
  readonly change: Change;
  /** What the values file keeps off the new image. */
  readonly leftBehind: readonly LeftBehind[];
}

/**
 * Makes a commit ready without asking or telling anybody.
 * @throws UserError `values-…` when one of the edits cannot be made
 */
export function prepareCommit(deployable: Deployable, bump: Bump): PreparedCommit {
  const change = planChange(deployable, bump);
  return { change, leftBehind: findLeftBehind(parseValues(deployable.file.text), bump, change.values) };
}
