import type { CommitOrigin } from '../github/pull-request/commit-origins.ts';
import { type Activity, isMerge } from '../github/repository/activity.ts';

/** How each commit came to the branch, by GitHub's activity log. */
export interface BranchHistory {
  /** The push or merge that brought a commit, if the log has it. */
  of(oid: string): Activity | undefined;
  /**
   * Returns whether GitHub itself made the commit when it merged. A merge also brings the commits of its pull request,
   * which people made.
   */
  isMade(oid: string): boolean;
  /** Returns whether the log has entries from before and after this time. An entry of the same second may be an earlier one. */
  covers(time: string | undefined): boolean;
  /** Returns whether the log begins before this time. False for an empty log. */
  beginsBefore(time: string | undefined): boolean;
  /** Whether the log shows anything. */
  readonly hasEntries: boolean;
  /** Returns whether the log begins after this time. False for an empty log, whose first entry may be late. */
  beginsAfter(time: string | undefined): boolean;
}

/** Returns what the activity log, newest first, says about these commits. */
export function traceBranchHistory(activities: readonly Activity[], origins: readonly CommitOrigin[]): BranchHistory {
  const byOid = new Map(origins.map((origin) => [origin.oid, origin]));
  const brought = traceMoves(activities.toReversed(), byOid);
  const times = activities.map(({ timestamp }) => Date.parse(timestamp)).sort((a, b) => a - b);
  const [first = Number.NaN, last = Number.NaN] = [times[0], times.at(-1)];
  const at = (time: string | undefined) => (time === undefined ? Number.NaN : Date.parse(time));
  return {
    hasEntries: activities.length > 0,
    of: (oid) => brought.get(oid),
    isMade: (oid) => {
      const move = brought.get(oid);
      return move !== undefined && isMerge(move) && isOnBranch(oid, move, byOid);
    },
    beginsBefore: (time) => first < at(time),
    covers: (time) => first <= at(time) && at(time) < last,
    beginsAfter: (time) => at(time) < first,
  };
}

/**
 * Maps each commit to the oldest entry that brought it: entries bring all ancestors that the branch did not have before.
 * The log may lack the entry that brought an ancestor of `before`, so that commit belongs to no entry.
 */
function traceMoves(
  activities: readonly Activity[],
  origins: ReadonlyMap<string, CommitOrigin>,
): ReadonlyMap<string, Activity> {
  const brought = new Map<string, Activity>();
  for (const move of activities) {
    const had = reach(move.before, origins, () => false);
    for (const oid of reach(move.after, origins, (each) => had.has(each) || brought.has(each))) brought.set(oid, move);
  }
  return brought;
}

/**
 * Returns whether a commit is on the line of first parents that a move added to the branch. GitHub makes all commits there
 * when it merges: those of the pull request are other parents, or were copied.
 */
function isOnBranch(oid: string, { before, after }: Activity, origins: ReadonlyMap<string, CommitOrigin>): boolean {
  for (let at: string | undefined = after; at !== undefined && at !== before; at = origins.get(at)?.parents[0])
    if (at === oid) return true;
  return false;
}

/** Returns a commit and its ancestors, as far as they are in the origins, without those beyond the excluded commits. */
function reach(
  from: string,
  origins: ReadonlyMap<string, CommitOrigin>,
  isExcluded: (oid: string) => boolean,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [from];
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    const origin = origins.get(oid);
    if (origin === undefined || reached.has(oid) || isExcluded(oid)) continue;
    reached.add(oid);
    waiting.push(...origin.parents);
  }
  return reached;
}
