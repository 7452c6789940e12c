import type { User } from './state.ts';

/** A status that an app or a user wrote on a commit; https://docs.github.com/rest/commits/statuses */
export interface WrittenStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: User;
  readonly createdAt: Date;
}

/** Returns the statuses of a commit, the latest of each context. */
export function latestStatuses(statuses: readonly WrittenStatus[], sha: string): WrittenStatus[] {
  const latest = new Map(statuses.filter((status) => status.sha === sha).map((status) => [status.context, status]));
  return [...latest.values()];
}
