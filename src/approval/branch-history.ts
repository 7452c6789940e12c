import type { CommitOrigin } from '../github/pull-request/commit-origins.ts';
import type { Activity } from '../github/repository/activity.ts';

/** How the branch came to its commits, by GitHub's log. */
export interface BranchHistory {
  /** The move that brought a commit, if the log tells it. */
  of(oid: string): Activity | undefined;
  /** Whether the log tells of that time: it has entries of before and of after. */
  covers(time: string | undefined): boolean;
  /** Whether the log begins after that time, so that waiting does not help. */
  beginsAfter(time: string | undefined): boolean;
}

/** What the log, newest first, tells about these commits. */
export function traceBranchHistory(activities: readonly Activity[], origins: readonly CommitOrigin[]): BranchHistory {
  const brought = traceMoves(activities.toReversed(), new Map(origins.map((origin) => [origin.oid, origin])));
  const times = activities.map(({ timestamp }) => Date.parse(timestamp)).sort((a, b) => a - b);
  const [first = Number.POSITIVE_INFINITY, last = Number.NEGATIVE_INFINITY] = [times[0], times.at(-1)];
  const at = (time: string | undefined) => (time === undefined ? Number.NaN : Date.parse(time));
  return {
    of: (oid) => brought.get(oid),
    covers: (time) => first <= at(time) && at(time) <= last,
    beginsAfter: (time) => at(time) < first,
  };
}

/** A move to a commit, the oldest first, brought its ancestors up to where the branch stood before, or those of an older move. */
function traceMoves(
  activities: readonly Activity[],
  origins: ReadonlyMap<string, CommitOrigin>,
): ReadonlyMap<string, Activity> {
  const brought = new Map<string, Activity>();
  for (const move of activities) {
    const waiting = [move.after];
    for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
      const origin = origins.get(oid);
      if (origin === undefined || brought.has(oid) || oid === move.before) continue;
      brought.set(oid, move);
      waiting.push(...origin.parents);
    }
  }
  return brought;
}

/** Whether GitHub itself moved the branch, by the merge of a pull request. */
export function isMerge(activity: Activity | undefined): boolean {
  return activity?.kind === 'pr_merge' || activity?.kind === 'merge_queue_merge';
}
