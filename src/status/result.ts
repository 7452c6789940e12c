import type { ImageOverride } from '../gitops/chart/image-overrides.ts';
import type { KeptRelease } from '../gitops/release-history.ts';
import type { NextDeployment } from './check-next.ts';
import type { StatusFinding } from './finding.ts';

/** A commit of the branch that is not deployed. */
export interface UndeployedCommit {
  readonly oid: string;
  readonly headline: string;
  /** Whether GitHub starts no workflow because of its message, so that no deployment began. */
  readonly skipsWorkflows: boolean;
}

export interface Status {
  readonly tag: string | null;
  /** The deployment of that tag; `undefined` if no deployment wrote it. */
  readonly current: KeptRelease | undefined;
  /** The releases to roll back to, newest first, without the deployed one. */
  readonly versions: readonly KeptRelease[];
  /** Text of the hold file. */
  readonly hold: string | undefined;
  /** The undeployed commits of the branch; `undefined` if the tag names no commit of it. */
  readonly next: NextDeployment | undefined;
  /** The newest of these commits, newest first. */
  readonly undeployed: readonly UndeployedCommit[];
  /** Differences between values file, registry and Argo CD. */
  readonly drift: readonly StatusFinding[];
  /** Facts that could not be read. */
  readonly unknown: readonly StatusFinding[];
  /** Settings of the values file that keep containers on another image. */
  readonly leftBehind: readonly ImageOverride[];
  /** Problems that do not affect production yet. */
  readonly warnings: readonly string[];
}
