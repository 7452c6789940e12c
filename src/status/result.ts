import type { ImageOverride } from '../gitops/chart/image-overrides.ts';
import type { KeptRelease } from '../gitops/release-history.ts';
import type { StatusFinding } from './finding.ts';

export interface Status {
  readonly tag: string | null;
  /** The deployment of that tag; `undefined` if no deployment wrote it. */
  readonly current: KeptRelease | undefined;
  /** The releases to roll back to, newest first, without the deployed one. */
  readonly versions: readonly KeptRelease[];
  /** Text of the hold file. */
  readonly hold: string | undefined;
  /** Number of undeployed commits of the branch; `undefined` if the tag names no commit of it. */
  readonly behind: number | undefined;
  /** Differences between values file, registry and Argo CD. */
  readonly drift: readonly StatusFinding[];
  /** Facts that could not be read. */
  readonly unknown: readonly StatusFinding[];
  /** Settings of the values file that keep containers on another image. */
  readonly leftBehind: readonly ImageOverride[];
  /** Problems that do not affect production yet. */
  readonly warnings: readonly string[];
}
