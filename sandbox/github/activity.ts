import type { User } from './state.ts';

export type ActivityType =
  | 'push'
  | 'force_push'
  | 'branch_creation'
  | 'branch_deletion'
  | 'pr_merge'
  | 'merge_queue_merge';

export interface Activity {
  readonly id: number;
  readonly before: string;
  readonly after: string;
  readonly ref: string;
  readonly timestamp: string;
  readonly type: ActivityType;
  readonly actor: User;
}

/** Whether a token with `contents: read` sees the log, or only entries older than this time. */
export type ActivityAccess = 'at once' | 'hidden' | { readonly afterMs: number };

/** Returns the entries that a token sees; `undefined` if none. */
export function visibleActivities(all: readonly Activity[], access: ActivityAccess): readonly Activity[] | undefined {
  if (access === 'hidden') return undefined;
  const afterMs = access === 'at once' ? 0 : access.afterMs;
  return all.filter(({ timestamp }) => Date.parse(timestamp) + afterMs <= Date.now());
}
