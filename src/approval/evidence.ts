import type { CommitOrigins } from '../github/pull-request/commit-origins.ts';
import type { BranchHistory } from './branch-history.ts';

export interface Evidence extends CommitOrigins {
  /** The ids of all commits that are to be proved. */
  readonly range: ReadonlySet<string>;
  /** Absent while every commit has told by itself how it came. */
  readonly history?: BranchHistory;
  /** Whether the log was asked for, and the token may not read it. */
  readonly logIsHidden: boolean;
}
