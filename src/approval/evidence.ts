import type { CommitOrigin, CommitOrigins } from '../github/pull-request/commit-origins.ts';
import type { BranchHistory } from './branch-history.ts';
import type { HeadsBelow } from './heads-below.ts';

export interface Evidence extends CommitOrigins {
  /**
   * All commits of the deployment by their ids, and the older one. Those that need no approval, of which nothing was asked,
   * are `undefined`.
   */
  readonly range: ReadonlyMap<string, CommitOrigin | undefined>;
  /**
   * Whether the range starts at a deployed commit that was the head of the branch when GitHub made it, so that no pull
   * request of a later commit has its head below the range.
   */
  readonly startsAtTip: boolean;
  /** Whether the heads of pull requests are in the history of the commit to deploy, as far as it was asked. */
  readonly headsBelow: HeadsBelow;
  /** Absent if the commits alone show how they came in. */
  readonly history?: BranchHistory;
  /** Whether the token may not read the activity log. */
  readonly logIsHidden: boolean;
}
