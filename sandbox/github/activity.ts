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

/** Whether a token with `contents: read` sees the log, and how long after the first question about an entry. */
export type ActivityAccess = 'hidden' | { readonly afterMs: number };
