import type { KeptRelease } from '../gitops/release-history.ts';
import type { StatusFinding } from './finding.ts';

export interface Status {
  readonly tag: string | null;
  /** The deployment of that tag; `undefined`: no deployment wrote it. */
  readonly current: KeptRelease | undefined;
  /** The releases to go back to, newest first; the deployed one is not among them. */
  readonly versions: readonly KeptRelease[];
  /** The text of the hold file. */
  readonly hold: string | undefined;
  /** Commits of the branch that are not deployed; `undefined`: the tag is none of its commits. */
  readonly behind: number | undefined;
  /** What the values file, the registry and Argo CD do not agree on. */
  readonly drift: readonly StatusFinding[];
  /** What could not be seen, so that they may agree on it or not. */
  readonly unknown: readonly StatusFinding[];
  /** What does not hurt yet. */
  readonly warnings: readonly string[];
}
