import { setTimeout as sleep } from 'node:timers/promises';
import { OutageError, UserError } from '../errors.ts';
import { RuleViolation, StaleHead } from '../github/failure.ts';
import type { ValuesFile } from '../github/values-file.ts';
import { waitMs } from './contention.ts';

/** Stands for the time of an attempt whose end was never seen. */
const LOST_ANSWER_MS = 200;

/** What the guards said of the values file as it stood at one head. */
interface Judged {
  readonly outcome: string;
  readonly file: ValuesFile;
}

export interface Race<Ready, Settled, Done> {
  /** The GitOps repository, `owner/name`. */
  readonly repository: string;
  /** How long this writer competes with others for the branch, in milliseconds. */
  readonly timeLimitMs: number;
  readonly commitOn: (ready: Ready) => Promise<Done>;
  /** Reads the branch again and asks every guard again. */
  readonly judgeAgain: (before: Ready) => Promise<Ready | Settled>;
}

/**
 * Commits on the head that the guards saw; when the branch moved, asks them again on the new head. Gives what was
 * committed, or the verdict that there is nothing to commit any more.
 * @throws UserError `gitops-rules`, `gitops-busy`, or of the guard that refuses on a newer head
 */
export async function compete<Ready extends Judged & { outcome: 'deployable' }, Settled extends Judged, Done>(
  first: Ready,
  race: Race<Ready, Settled, Done>,
): Promise<{ readonly done: Done } | { readonly settled: Settled }> {
  const end = Date.now() + race.timeLimitMs;
  let ready = first;
  for (let failures = 1; ; failures += 1) {
    const startedAt = performance.now();
    try {
      return { done: await race.commitOn(ready) };
    } catch (error) {
      if (error instanceof RuleViolation) throw refusedByRules(race.repository, error);
      const lost = error instanceof OutageError;
      if (!(error instanceof StaleHead) && !lost) throw error;
      const attemptMs = lost ? LOST_ANSWER_MS : ready.file.readMs + performance.now() - startedAt;
      const delay = waitMs({ failures, attemptMs, landed: landedSince(first, ready) });
      if (Date.now() + delay > end) throw lost ? error : busy(race);
      await sleep(delay);
    }
    const verdict = await race.judgeAgain(ready);
    if (!isReady(verdict)) return { settled: verdict };
    ready = verdict;
  }
}

function isReady<Ready extends Judged & { outcome: 'deployable' }>(verdict: Ready | Judged): verdict is Ready {
  return verdict.outcome === 'deployable';
}

/** Commits on the branch between two reads of it; all that were looked at when the first is further back. */
function landedSince({ file: { head } }: Judged, { file: { branchHistory } }: Judged): number {
  const index = branchHistory.indexOf(head);
  return index === -1 ? branchHistory.length : index;
}

function refusedByRules(repository: string, cause: RuleViolation): UserError {
  return new UserError(
    'gitops-rules',
    `The rules of ${repository} refuse the commit: ${cause.message}.`,
    'Set mode: pull-request, so that the deployment is proposed by a pull request there; or let the GitHub App of gitops-token pass the rules of that branch (a bypass actor of the ruleset).',
    { cause },
  );
}

function busy({ repository, timeLimitMs }: Pick<Race<never, never, never>, 'repository' | 'timeLimitMs'>): UserError {
  return new UserError(
    'gitops-busy',
    `Other writers were faster on ${repository} for ${timeLimitMs / 60_000} minutes.`,
    'Run this job again; where it happens often, raise time-limit.',
  );
}
