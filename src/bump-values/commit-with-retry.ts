import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { GitHubError, isGitHubError } from '../github/api/errors.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import { plural } from '../plural.ts';

/** Stands for the time of an attempt whose end was never seen. */
const LOST_ANSWER_MS = 200;

/** What the guards said of the values file as it stood at one head. */
interface CheckedFile {
  readonly outcome: string;
  readonly file: ValuesFile;
}

export interface RetryOptions<Ready, Settled, Done> {
  /** The GitOps repository, `owner/name`. */
  readonly repository: string;
  /** How long this writer competes with others for the branch, in milliseconds. */
  readonly timeLimitMs: number;
  readonly commitOn: (ready: Ready) => Promise<Done>;
  /** Reads the branch again and asks every guard again. */
  readonly recheck: (before: Ready) => Promise<Ready | Settled>;
}

/**
 * Commits on the head that the guards saw; when the branch moved, asks them again on the new head. Gives what was
 * committed, or the verdict that there is nothing to commit any more.
 * @throws UserError `gitops-protected`, `gitops-conflict`, or of the guard that refuses on a newer head
 */
export async function commitWithRetry<
  Ready extends CheckedFile & { outcome: 'deployable' },
  Settled extends CheckedFile,
  Done,
>(
  first: Ready,
  race: RetryOptions<Ready, Settled, Done>,
): Promise<{ readonly done: Done } | { readonly settled: Settled }> {
  const end = Date.now() + race.timeLimitMs;
  let ready = first;
  for (let failures = 1; ; failures += 1) {
    const startedAt = performance.now();
    try {
      return { done: await race.commitOn(ready) };
    } catch (error) {
      if (isGitHubError(error, 'rule-violation')) throw rejectedByRules(race.repository, error);
      const lost = error instanceof GitHubError && !error.isRefusal;
      if (!isGitHubError(error, 'stale') && !lost) throw error;
      const attemptMs = lost ? LOST_ANSWER_MS : ready.file.readMs + performance.now() - startedAt;
      const delay = backOffMs({ failures, attemptMs, landed: commitsSince(first, ready) });
      if (Date.now() + delay > end) throw lost ? error : conflict(race);
      await sleep(delay);
    }
    const verdict = await race.recheck(ready);
    if (!isReady(verdict)) return { settled: verdict };
    ready = verdict;
  }
}

function isReady<Ready extends CheckedFile & { outcome: 'deployable' }>(
  verdict: Ready | CheckedFile,
): verdict is Ready {
  return verdict.outcome === 'deployable';
}

/** Commits on the branch between two reads of it; all that were looked at when the first is further back. */
function commitsSince({ file: { head } }: CheckedFile, { file: { branchHistory } }: CheckedFile): number {
  const index = branchHistory.indexOf(head);
  return index === -1 ? branchHistory.length : index;
}

function rejectedByRules(repository: string, cause: GitHubError): UserError {
  return new UserError(
    'gitops-protected',
    `The rules of ${repository} refuse the commit: ${cause.words}.`,
    'Set mode: pull-request, so that the deployment is proposed by a pull request there; or let the GitHub App of gitops-token pass the rules of that branch (a bypass actor of the ruleset).',
    { cause },
  );
}

function conflict({
  repository,
  timeLimitMs,
}: Pick<RetryOptions<never, never, never>, 'repository' | 'timeLimitMs'>): UserError {
  return new UserError(
    'gitops-conflict',
    `Other writers were faster on ${repository} for ${plural(timeLimitMs / 60_000, 'minute')}.`,
    'Run this job again; where it happens often, raise gitops-timeout.',
  );
}

/** How crowded the branch is, as one writer learns it from its own failed attempts. */
export interface Contention {
  /** Attempts that failed because somebody else was faster, from 1. */
  readonly failures: number;
  /** What the last attempt took: to read the head, and to commit. */
  readonly attemptMs: number;
  /** Commits of others that landed since this writer first read the branch. */
  readonly landed: number;
}

/** The window of the first wait, in attempts: two writers that met by chance are soon apart again. */
const FIRST_WINDOW = 8;
const NEXT_WINDOW = 32;
/** Each commit that landed stands for others that are still waiting. */
const WINDOW_PER_COMMIT = 6;

/**
 * Milliseconds to wait before the next attempt, full jitter over a window that grows with the writers seen. An attempt
 * fails when another commit lands during it, so the window that n writers need is a multiple of n attempts: by simulation
 * 50 that start in the same instant then take 8 calls each, proof included, where doubling from one attempt takes 10.
 */
export function backOffMs({ failures, attemptMs, landed }: Contention): number {
  const window =
    failures === 1 ? FIRST_WINDOW : Math.max(NEXT_WINDOW * 2 ** (failures - 2), WINDOW_PER_COMMIT * landed);
  return Math.random() * window * attemptMs;
}
