import { setTimeout as sleep } from 'node:timers/promises';
import { readActivities } from '../github/activity.ts';
import type { GitHub } from '../github/client.ts';
import { type Origin, type Origins, readOrigins } from '../github/origins.ts';
import type { OriginsWanted } from '../github/origins-query.ts';
import { type History, isMerge, tellHistory } from './history.ts';
import { mergedHere, roleOf } from './introduction.ts';

/** GitHub may name the pull request of a fresh merge late, by more than ten seconds. */
const ASSOCIATION_LIMIT_MS = 90_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export interface Known extends Origins {
  /** The ids of all commits that are to be proved. */
  readonly range: ReadonlySet<string>;
  /** Absent while every commit has told by itself how it came. */
  readonly history?: History;
  /** Whether the log was asked for, and the token may not read it. */
  readonly logIsHidden: boolean;
}

/**
 * How the commits came in. Asks again, for up to 90 seconds, while a commit has no pull request yet and GitHub's log
 * does not tell either; a direct push it tells at once.
 */
export async function readKnown(github: GitHub, wanted: OriginsWanted): Promise<Known> {
  const end = Date.now() + ASSOCIATION_LIMIT_MS;
  const range = new Set(wanted.oids);
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    const origins = await readOrigins(github, wanted);
    const known = { ...origins, range, logIsHidden: false };
    const unclear = origins.origins.filter((origin) => isUnclear(origin, known, wanted.repository));
    if (unclear.length === 0) return known;
    const activities = await readActivities(github, wanted.repository, origins.defaultBranch);
    const history = activities && tellHistory(activities, origins.origins);
    const told = { ...known, ...(history && { history }), logIsHidden: history === undefined };
    const open = unclear.filter((origin) => isOpen(origin, told, wanted.repository));
    if (open.length === 0 || Date.now() + wait > end) return told;
    await sleep(wait);
  }
}

/** Whether the answer about the commit alone does not tell how it came in. */
function isUnclear(origin: Origin, known: Known, repository: string): boolean {
  const candidates = mergedHere(origin, repository, known);
  const roles = new Set(candidates.map((pullRequest) => roleOf(origin, pullRequest, known.range)));
  return candidates.length === 0 || (roles.has('merge') && !roles.has('own') && !roles.has('made'));
}

/** Whether a later answer may tell more. */
function isOpen(origin: Origin, { history, logIsHidden, ...known }: Known, repository: string): boolean {
  const candidates = mergedHere(origin, repository, known);
  const move = history?.of(origin.oid);
  if (candidates.length === 0) return move === undefined || isMerge(move);
  return (
    move === undefined &&
    !logIsHidden &&
    candidates.some(({ mergedAt }) => !history?.tellsOf(mergedAt) && !history?.beginsAfter(mergedAt))
  );
}
