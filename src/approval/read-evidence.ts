import { type Outcome, resultOf } from '../eager.ts';
import type { GitHubReader } from '../github/api/client.ts';
import {
  type CommitOrigin,
  type CommitOrigins,
  readCommitOrigins,
  refreshCommitOrigins,
} from '../github/pull-request/commit-origins.ts';
import type { OriginsWanted } from '../github/pull-request/commit-origins-query.ts';
import { type Activity, type ActivityPage, isMerge } from '../github/repository/activity.ts';
import { askAgain, INDEX_LIMIT_MS } from '../github/repository/ask-again.ts';
import { type BranchHistory, traceBranchHistory } from './branch-history.ts';
import { type BranchLog, openBranchLog } from './branch-log.ts';
import type { Evidence } from './evidence.ts';
import { openHeadsBelow } from './heads-below.ts';
import { type CommitRole, type MergeCandidate, mergeCandidates, mergeStateOf } from './how-merged.ts';

/** Answers of GitHub that were read before it was known which commits need an approval. */
export interface PrefetchedEvidence {
  readonly wanted: OriginsWanted;
  readonly origins: Outcome<CommitOrigins>;
  readonly activities?: Outcome<ActivityPage | undefined>;
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
  const early = prefetched && isAbout(prefetched, wanted) ? prefetched : undefined;
  const before = prefetched?.origins.status === 'fulfilled' ? prefetched.origins.value : undefined;
  let origins = early === undefined ? await readCommitOrigins(github, wanted, before) : resultOf(early.origins);
  let open: readonly CommitOrigin[] = [];
  const { repository } = wanted;
  const log = openBranchLog(github, repository, origins.defaultBranch, early?.activities);
  const findHeads = openHeadsBelow(github, repository, wanted.commit);
  return askAgain(async () => {
    if (open.length > 0) {
      const oids = open.map(({ oid }) => oid);
      origins = await refreshCommitOrigins(github, wanted, origins, oids);
    }
    const asked = withRange(origins, wanted);
    const known = { ...asked, headsBelow: await findHeads(headsToFind(asked, repository)) };
    const unclear = origins.origins.filter((origin) => isUnclear(origin, known, repository));
    if (unclear.length === 0) return { value: known, isFinal: true };
    const evidence = await readHistory(log, known, (history) =>
      unclear.every((origin) => isExplained(mergeCandidates(origin, repository, known), origin, history)),
    );
    open = unclear.filter((origin) => isOpen(origin, evidence, repository));
    return { value: evidence, isFinal: open.length === 0 };
  }, limitMs);
}

function withRange(origins: CommitOrigins, wanted: EvidenceWanted): Evidence {
  const asked = new Map(origins.origins.map((origin) => [origin.oid, origin]));
  const range = new Map([...wanted.range, ...asked.keys()].map((oid) => [oid, asked.get(oid)]));
  // Where the deployed commit is not below the others, nothing is known about what is.
  const isBelow = wanted.range[0] === wanted.rulesAt && !wanted.oids.includes(wanted.rulesAt);
  return {
    ...origins,
    range,
    startsAtTip: origins.rulesAreOfTip && isBelow,
    headsBelow: new Map(),
    logIsHidden: false,
  };
}

/** Returns the heads of pull requests of which only GitHub knows whether they are below the range. */
function headsToFind(evidence: Evidence, repository: string): readonly string[] {
  const candidates = evidence.origins.flatMap((origin) => mergeCandidates(origin, repository, evidence));
  return candidates.filter(({ role }) => role === 'perhaps-made').map(({ pullRequest }) => pullRequest.head);
}

/** Adds what the log says, read as far back as it says enough. */
async function readHistory(
  log: BranchLog,
  evidence: Evidence,
  isEnough: (history: BranchHistory) => boolean,
): Promise<Evidence> {
  const trace = (activities: readonly Activity[]) => traceBranchHistory(activities, evidence.origins);
  const activities = await log.read((read) => isEnough(trace(read)));
  if (activities === undefined) return { ...evidence, logIsHidden: true };
  return { ...evidence, history: trace(activities) };
}

/** The range is not compared: no answer depends on it. */
function isAbout({ wanted: { oids, ...about } }: PrefetchedEvidence, wanted: OriginsWanted): boolean {
  const isSame = about.rulesAt === wanted.rulesAt && about.commit === wanted.commit;
  return isSame && oids.length === wanted.oids.length && oids.every((oid, index) => oid === wanted.oids[index]);
}

/** Returns whether the commit alone does not show how it came in. */
function isUnclear(origin: CommitOrigin, evidence: Evidence, repository: string): boolean {
  const roles = mergeCandidates(origin, repository, evidence).map(({ role }) => role);
  return roles.length === 0 || (roles.some(needsLog) && !roles.some((role) => role === 'own' || role === 'made'));
}

function needsLog(role: CommitRole): boolean {
  return role === 'merge' || role === 'perhaps-made';
}

/** Returns whether older entries of the log cannot say more about a commit. */
function isExplained(
  candidates: readonly MergeCandidate[],
  { oid }: Pick<CommitOrigin, 'oid'>,
  history: BranchHistory,
): boolean {
  if (candidates.length === 0) return history.of(oid) !== undefined;
  return history.isMade(oid) || candidates.every(({ pullRequest }) => history.beginsBefore(pullRequest.mergedAt));
}

/** Returns whether a later answer may show how the commit came in. */
function isOpen(origin: CommitOrigin, evidence: Evidence, repository: string): boolean {
  const candidates = mergeCandidates(origin, repository, evidence);
  const move = evidence.history?.of(origin.oid);
  if (candidates.length === 0) return move === undefined || isMerge(move);
  const states = candidates.map((candidate) => mergeStateOf(origin, candidate, evidence));
  return states.includes('pending') && !states.includes('merged');
}
