import { type Outcome, resultOf } from '../eager.ts';
import type { GitHubReader } from '../github/api/client.ts';
import { type Activity, type ActivityPage, readActivities } from '../github/repository/activity.ts';

/** A thousand changes. */
const MAX_PAGES = 10;

/** GitHub's log of a branch, newest first, as far back as it was needed. */
export interface BranchLog {
  /** Reads the latest changes, and older ones until they are enough; `undefined` if the token may not read the log. */
  read(isEnough: (activities: readonly Activity[]) => boolean): Promise<readonly Activity[] | undefined>;
}

/**
 * Opens the log of a branch. Each reading asks for the latest changes again, because GitHub shows them late, and for older
 * ones once.
 * @param prefetched the latest changes, for the first reading
 */
export function openBranchLog(
  github: Pick<GitHubReader, 'getPage'>,
  repository: string,
  branch: string,
  prefetched?: Outcome<ActivityPage | undefined>,
): BranchLog {
  let early = prefetched;
  let known: readonly Activity[] = [];
  let older: string | undefined;
  let pages = 0;
  return {
    async read(isEnough) {
      const latest = early === undefined ? await readActivities(github, repository, branch) : resultOf(early);
      early = undefined;
      if (latest === undefined) return undefined;
      known = join(latest.activities, known);
      if (pages === 0) [older, pages] = [latest.older, 1];
      while (older !== undefined && pages < MAX_PAGES && !isEnough(known)) {
        const page = await readActivities(github, repository, branch, { after: older });
        known = join(known, page?.activities ?? []);
        [older, pages] = [page?.older, pages + 1];
      }
      return known;
    },
  };
}

/** Returns newer changes, and the older ones that are not among them. */
function join(newer: readonly Activity[], older: readonly Activity[]): readonly Activity[] {
  const keyOf = ({ kind, before, after, timestamp }: Activity) => [kind, before, after, timestamp].join(' ');
  const keys = new Set(newer.map(keyOf));
  return [...newer, ...older.filter((activity) => !keys.has(keyOf(activity)))];
}
