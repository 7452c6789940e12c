import type { CommitOrigin, CommitOrigins } from '../github/pull-request/commit-origins.ts';
import type { BranchHistory } from './branch-history.ts';

export interface Evidence extends CommitOrigins {
  /** All commits that need an approval, by their ids. */
  readonly range: ReadonlyMap<string, CommitOrigin>;
  /** Absent if the commits alone show how they came in. */
  readonly history?: BranchHistory;
  /** Whether the token may not read the activity log. */
  readonly logIsHidden: boolean;
}
