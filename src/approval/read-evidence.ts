import { type Outcome, resultOf } from '../eager.ts';
import type { GitHubReader } from '../github/api/client.ts';
import {
  type CommitOrigin,
  type CommitOrigins,
  readCommitOrigins,
  refreshCommitOrigins,
} from '../github/pull-request/commit-origins.ts';
import type { OriginsWanted } from '../github/pull-request/commit-origins-query.ts';
import { type Activity, isMerge, readActivities } from '../github/repository/activity.ts';
import { askAgain, INDEX_LIMIT_MS, isSettled } from '../github/repository/ask-again.ts';
import { traceBranchHistory } from './branch-history.ts';
import type { Evidence } from './evidence.ts';
import { mergedPullRequests, roleOf } from './how-merged.ts';

/** Answers of GitHub that were read before it was known which commits need an approval. */
export interface PrefetchedEvidence {
  readonly wanted: OriginsWanted;
  readonly origins: Outcome<CommitOrigins>;
  readonly activities?: Outcome<readonly Activity[] | undefined>;
}

/** Commits, and all that came with them, which need no question. */
interface EvidenceWanted extends OriginsWanted {
  readonly range: readonly string[];
}

/**
 * Reads how the commits came in. Asks again until the time limit about the commits that have no pull request and that
 * GitHub's log does not explain; the log shows a direct push at once.
 */
export async function readEvidence(
  github: GitHubReader,
  wanted: EvidenceWanted,
  prefetched?: PrefetchedEvidence,
  limitMs = INDEX_LIMIT_MS,
): Promise<Evidence> {
  let early = prefetched && isAbout(prefetched, wanted) ? prefetched : undefined;
  const before = prefetched?.origins.status === 'fulfilled' ? prefetched.origins.value : undefined;
  let origins = early === undefined ? await readCommitOrigins(github, wanted, before) : resultOf(early.origins);
  let open: readonly CommitOrigin[] = [];
  return askAgain(async () => {
    if (open.length > 0) {
      const oids = open.map(({ oid }) => oid);
      origins = await refreshCommitOrigins(github, wanted, origins, oids);
    }
    const asked = new Map(origins.origins.map((origin) => [origin.oid, origin]));
    const range = new Map([...wanted.range, ...asked.keys()].map((oid) => [oid, asked.get(oid)]));
    const known = { ...origins, range, logIsHidden: false };
    const unclear = origins.origins.filter((origin) => isUnclear(origin, known, wanted.repository));
    if (unclear.length === 0) return { value: known, isFinal: true };
    const activities =
      early?.activities === undefined
        ? await readActivities(github, wanted.repository, origins.defaultBranch)
        : resultOf(early.activities);
    early = undefined;
    const history = activities && traceBranchHistory(activities, origins.origins);
    const evidence = { ...known, ...(history && { history }), logIsHidden: history === undefined };
    open = unclear.filter((origin) => isOpen(origin, evidence, wanted.repository));
    return { value: evidence, isFinal: open.length === 0 };
  }, limitMs);
}

/** The range is not compared: no answer depends on it. */
function isAbout({ wanted: { oids, ...about } }: PrefetchedEvidence, wanted: OriginsWanted): boolean {
  const isSame = about.rulesAt === wanted.rulesAt && about.commit === wanted.commit;
  return isSame && oids.length === wanted.oids.length && oids.every((oid, index) => oid === wanted.oids[index]);
}

/** Returns whether the commit alone does not show how it came in. */
function isUnclear(origin: CommitOrigin, evidence: Evidence, repository: string): boolean {
  const candidates = mergedPullRequests(origin, repository, evidence);
  const roles = new Set(candidates.map((pullRequest) => roleOf(origin, pullRequest, evidence.range)));
  return candidates.length === 0 || (roles.has('merge') && !roles.has('own') && !roles.has('made'));
}

/** Returns whether a later answer may show how the commit came in. */
function isOpen(origin: CommitOrigin, { history, logIsHidden, ...known }: Evidence, repository: string): boolean {
  const candidates = mergedPullRequests(origin, repository, known);
  const move = history?.of(origin.oid);
  if (candidates.length === 0) return move === undefined || isMerge(move);
  // A new merge may be missing from a log that shows a later one. An old merge is in the log, before it, or will not come.
  const isPending = (time: string | undefined) =>
    !isSettled(time) || (history?.hasEntries && !history.covers(time) && !history.beginsAfter(time));
  const couldAppear = candidates.some(({ mergedAt }) => isPending(mergedAt));
  return move === undefined && !logIsHidden && couldAppear;
}
