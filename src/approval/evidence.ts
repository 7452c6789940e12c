import type { CommitOrigins } from '../github/pull-request/commit-origins.ts';
import type { BranchHistory } from './branch-history.ts';

export interface Evidence extends CommitOrigins {
  /** The ids of all commits of the deployment and of the older one, also of those that need no approval. */
  readonly range: ReadonlySet<string>;
  /** Absent if the commits alone show how they came in. */
  readonly history?: BranchHistory;
  /** Whether the token may not read the activity log. */
  readonly logIsHidden: boolean;
}
