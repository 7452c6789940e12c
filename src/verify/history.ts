import type { Activity } from '../github/activity.ts';
import type { Origin } from '../github/origins.ts';

/** How the branch came to its commits, by GitHub's log. */
export interface History {
  /** The move that brought a commit, if the log tells it. */
  of(oid: string): Activity | undefined;
  /** Whether the branch itself ever stood at the commit. */
  stoodAt(oid: string): boolean;
  /** Whether the log tells of that time: it has entries of before and of after. */
  tellsOf(time: string | undefined): boolean;
  /** Whether the log begins after that time, so that waiting does not help. */
  beginsAfter(time: string | undefined): boolean;
}

/** What the log tells about these commits, oldest first: a move to a commit brought its ancestors up to where the branch stood before. */
export function tellHistory(activities: readonly Activity[], origins: readonly Origin[]): History {
  const moves = new Map(activities.map((activity) => [activity.after, activity]));
  const brought = new Map<string, Activity>();
  for (const { oid, parents } of origins.toReversed()) {
    const move = moves.get(oid) ?? brought.get(oid);
    if (move === undefined) continue;
    brought.set(oid, move);
    for (const parent of parents.filter((parent) => parent !== move.before && !brought.has(parent)))
      brought.set(parent, move);
  }
  const times = activities.map(({ timestamp }) => Date.parse(timestamp)).sort((a, b) => a - b);
  const [first = Number.POSITIVE_INFINITY, last = Number.NEGATIVE_INFINITY] = [times[0], times.at(-1)];
  const at = (time: string | undefined) => (time === undefined ? Number.NaN : Date.parse(time));
  return {
    of: (oid) => brought.get(oid),
    stoodAt: (oid) => moves.has(oid),
    tellsOf: (time) => first <= at(time) && at(time) <= last,
    beginsAfter: (time) => at(time) < first,
  };
}

export function isMerge(activity: Activity | undefined): boolean {
  return activity?.kind === 'pr_merge' || activity?.kind === 'merge_queue_merge';
}
