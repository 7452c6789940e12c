import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { GitHubError, isGitHubError } from '../github/api/errors.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import type { Delivery } from '../gitops/request.ts';
import { plural } from '../plural.ts';

/** The assumed time of an attempt whose answer was lost. */
const LOST_ANSWER_MS = 200;

/** The decision of the gates about the values file at one head. */
interface CheckedFile {
  readonly outcome: string;
  readonly file: ValuesFile;
}

export interface RetryOptions<Ready, NotDeployed, Done> {
  /** The GitOps repository, `owner/name`. */
  readonly repository: string;
  readonly delivery: Pick<Delivery, 'mode' | 'timeLimitMs'>;
  readonly commitOn: (ready: Ready) => Promise<Done>;
  /** Reads the branch and asks the gates again. */
  readonly recheck: (before: Ready) => Promise<Ready | NotDeployed>;
}

/**
 * Commits on the head that the gates saw. After a conflict, asks the gates on the new head and tries again. Returns the
 * commit, or the decision that nothing is to be committed any more.
 * @throws UserError `gitops-protected`, `gitops-conflict`, or of a gate that rejects the request on a newer head
 */
export async function commitWithRetry<
  Ready extends CheckedFile & { outcome: 'deployable' },
  NotDeployed extends CheckedFile,
  Done,
>(
  first: Ready,
  race: RetryOptions<Ready, NotDeployed, Done>,
): Promise<{ readonly done: Done } | { readonly notDeployed: NotDeployed }> {
  const end = Date.now() + race.delivery.timeLimitMs;
  let ready = first;
  for (let failures = 1; ; failures += 1) {
    const startedAt = performance.now();
    try {
      return { done: await race.commitOn(ready) };
    } catch (error) {
      if (isGitHubError(error, 'rule-violation')) throw rejectedByRules(race, error);
      const lost = error instanceof GitHubError && !error.didNothing;
      const limited = isGitHubError(error, 'rate-limit') ? error.retryAt : undefined;
      if (!isGitHubError(error, 'stale', 'rate-limit') && !lost) throw error;
      const attemptMs = lost ? LOST_ANSWER_MS : ready.file.readMs + performance.now() - startedAt;
      const backOff = backOffMs({ failures, attemptMs, landed: commitsSince(first, ready) });
      const delay = backOff + (limited === undefined ? 0 : Math.max(0, limited.getTime() - Date.now()));
      if (Date.now() + delay > end) throw lost || limited !== undefined ? error : conflict(race);
      await sleep(delay);
    }
    const verdict = await race.recheck(ready);
    if (!isReady(verdict)) return { notDeployed: verdict };
    ready = verdict;
  }
}

function isReady<Ready extends CheckedFile & { outcome: 'deployable' }>(
  verdict: Ready | CheckedFile,
): verdict is Ready {
  return verdict.outcome === 'deployable';
}

/** Counts the commits on the branch between two reads, up to the length of the history that was read. */
function commitsSince({ file: { head } }: CheckedFile, { file: { branchHistory } }: CheckedFile): number {
  const index = branchHistory.indexOf(head);
  return index === -1 ? branchHistory.length : index;
}

type Race = Pick<RetryOptions<never, never, never>, 'repository' | 'delivery'>;

function rejectedByRules({ repository, delivery: { mode } }: Race, cause: GitHubError): UserError {
  const message = `The rules of ${repository} reject the commit: ${cause.words}.`;
  return new UserError('gitops-protected', message, remedyFor(mode, cause.words), { cause });
}

function remedyFor(mode: Delivery['mode'], words: string): string {
  const bypass = 'add the GitHub App of gitops-token as a bypass actor to';
  if (/commit (?:message|metadata)/i.test(words))
    return `Set commit-message to a first line that matches this pattern, for example “chore(deploy): {name} {tag}”; or ${bypass} the ruleset.`;
  if (mode === 'pull-request')
    return `Change that rule, or ${bypass} its ruleset. With auto-merge: false, people merge the proposals.`;
  return `Set mode: pull-request to propose deployments with a pull request there; or ${bypass} the ruleset of that branch.`;
}

function conflict({ repository, delivery }: Race): UserError {
  return new UserError(
    'gitops-conflict',
    `Could not commit to ${repository} for ${plural(delivery.timeLimitMs / 60_000, 'minute')}, because other writers were always faster.`,
    'Run this job again; if this happens often, raise gitops-timeout.',
  );
}

/** How many writers compete for the branch, as one of them sees it. */
export interface Contention {
  /** Attempts that failed because another writer was faster, from 1. */
  readonly failures: number;
  /** The time of the last attempt, to read the head and to commit. */
  readonly attemptMs: number;
  /** Commits of others that landed since this writer first read the branch. */
  readonly landed: number;
}

/** The window of the first wait, in attempts. It is short, because two writers that met by chance soon miss each other. */
const FIRST_WINDOW = 8;
const NEXT_WINDOW = 32;
/** Each commit that landed suggests more writers that are still waiting. */
const WINDOW_PER_COMMIT = 6;

/**
 * Returns the milliseconds to wait before the next attempt: full jitter over a window that grows with the writers seen. An
 * attempt fails if another commit lands during it, so n writers need a window of a multiple of n attempts. In a simulation,
 * 50 writers that start at once need 8 calls each, proof included; doubling from one attempt needs 10.
 */
export function backOffMs({ failures, attemptMs, landed }: Contention): number {
  const window =
    failures === 1 ? FIRST_WINDOW : Math.max(NEXT_WINDOW * 2 ** (failures - 2), WINDOW_PER_COMMIT * landed);
  return Math.random() * window * attemptMs;
}
