import { setTimeout as sleep } from 'node:timers/promises';
import { OutageError, UserError } from '../errors.ts';
import { commitFile } from '../github/commit-file.ts';
import { RuleViolation, StaleHead } from '../github/failure.ts';
import { editValues } from '../values/edit.ts';
import { parseValues } from '../values/parse.ts';
import type { Proof } from '../verify/proof.ts';
import { waitMs } from './contention.ts';
import { diffLines } from './diff.ts';
import { type Clients, type Deployable, judgeAgain, type Verdict, type Wanted } from './judge.ts';
import { findLeftBehind, type LeftBehind } from './left-behind.ts';
import { deployMessage, readTrailer } from './message.ts';

/** Stands for the time of an attempt whose end was never seen. */
const LOST_ANSWER_MS = 200;

export interface Bump extends Wanted {
  readonly tag: string;
  readonly digest: string;
  readonly runUrl: string;
  readonly dryRun: boolean;
  /** How long this writer competes with others for the branch, in milliseconds. */
  readonly timeLimitMs: number;
}

export type Bumped =
  | {
      readonly outcome: 'deployed';
      readonly previousTag: string | null;
      readonly proof: Proof;
      /** Absent under dry run. */
      readonly commit?: { readonly oid: string; readonly url: string };
      readonly message: string;
      /** The lines of the values file that change. */
      readonly diff: string;
      /** What the values file keeps off the new image. */
      readonly leftBehind: readonly LeftBehind[];
    }
  | { readonly outcome: 'unchanged' | 'skipped' | 'superseded'; readonly previousTag: string }
  | { readonly outcome: 'held'; readonly previousTag: string | null; readonly hold: string };

/**
 * Commits the tag on the head that the guards saw; when the branch moved, asks every guard again on the new head.
 * @throws UserError `gitops-rules`, `gitops-busy`, or of the guard that refuses on a newer head
 */
export async function commitTag(clients: Clients, bump: Bump, deployable: Deployable): Promise<Bumped> {
  const end = Date.now() + bump.timeLimitMs;
  let verdict: Verdict = deployable;
  for (let failures = 1; verdict.outcome === 'deployable'; failures += 1) {
    const startedAt = performance.now();
    try {
      return await commitOn(verdict, clients, bump);
    } catch (error) {
      if (error instanceof RuleViolation) throw refusedByRules(bump, error);
      const lost = error instanceof OutageError;
      if (!(error instanceof StaleHead) && !lost) throw error;
      const attemptMs = lost ? LOST_ANSWER_MS : verdict.file.readMs + performance.now() - startedAt;
      const delay = waitMs({ failures, attemptMs, landed: landedSince(deployable, verdict) });
      if (Date.now() + delay > end) throw lost ? error : busy(bump);
      await sleep(delay);
    }
    verdict = await judgeAgain(clients, bump, verdict);
  }
  return ownCommit(verdict, bump, deployable) ?? notCommitted(verdict, { overtaken: true });
}

/** Commits on the branch between two reads of it; all that were looked at when the first is further back. */
function landedSince({ file: { head } }: Deployable, { file: { branchHistory } }: Deployable): number {
  const index = branchHistory.indexOf(head);
  return index === -1 ? branchHistory.length : index;
}

async function commitOn({ file, previousTag, proof }: Deployable, { gitops }: Clients, bump: Bump): Promise<Bumped> {
  const { text, changes } = editValues(file.text, [{ path: bump.tagKey, value: bump.tag }]);
  const { headline, body } = deployMessage({ ...bump, previousTag, proof });
  const result = {
    outcome: 'deployed',
    previousTag,
    proof,
    message: `${headline}\n\n${body}`,
    diff: diffLines(file.text, text),
    leftBehind: findLeftBehind(parseValues(file.text), bump, changes),
  } as const;
  if (bump.dryRun) return result;
  const { repository, path } = bump.target;
  const { branch, head: expectedHead } = file;
  return {
    ...result,
    commit: await commitFile(gitops, { repository, branch, expectedHead, path, text, headline, body }),
  };
}

/** An answer that never came: among the file's last commits is one that names this run, so it is ours. */
function ownCommit({ file }: Verdict, bump: Bump, { previousTag, proof }: Deployable): Bumped | undefined {
  const own = file.history.find(({ message }) => readTrailer(message, 'Run') === bump.runUrl);
  if (own === undefined) return undefined;
  const { oid, url, message } = own;
  const leftBehind = findLeftBehind(parseValues(file.text), bump, []);
  return { outcome: 'deployed', previousTag, proof, message, diff: '', leftBehind, commit: { oid, url } };
}

/** What a guard decided instead of a commit; `overtaken`: because of somebody else's commit during this run. */
export function notCommitted(verdict: Exclude<Verdict, Deployable>, { overtaken = false } = {}): Bumped {
  const { outcome, previousTag } = verdict;
  if (outcome === 'held') return { outcome, previousTag, hold: verdict.hold };
  return { outcome: outcome === 'skipped' && overtaken ? 'superseded' : outcome, previousTag: verdict.previousTag };
}

function refusedByRules({ target }: Bump, cause: RuleViolation): UserError {
  return new UserError(
    'gitops-rules',
    `The rules of ${target.repository} refuse the commit: ${cause.message}.`,
    'Let the GitHub App of gitops-token pass the rules of that branch (a bypass actor of the ruleset), or deploy from a branch without them.',
    { cause },
  );
}

function busy(bump: Bump): UserError {
  return new UserError(
    'gitops-busy',
    `Other writers were faster on ${bump.target.repository} for ${bump.timeLimitMs / 60_000} minutes; nothing was committed.`,
    'Run this job again, or raise time-limit.',
  );
}
