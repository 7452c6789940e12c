import { setTimeout as sleep } from 'node:timers/promises';
import { info } from '@actions/core';
import type { ArgoCd } from '../../argocd/argocd.ts';
import { ArgoCdError } from '../../argocd/errors.ts';
import { readApplicationState } from '../../argocd/state.ts';
import { formatError, translate } from '../../translate/translate.ts';

/** How many requests to Argo CD may fail. */
const FAILURES = 3;
/** How many times the sync is examined. */
const LOOKS = 15;
/** Longer than a second server of Argo CD needs to see the request. Milliseconds. */
const PAUSE_MS = 1_000;

type Client = Pick<ArgoCd, 'look' | 'endOperation'>;

/**
 * `not-running`: no sync that may be ended runs; `forbidden`: the account lacks the right; `unknown`: Argo CD did not answer,
 * or has not ended the sync yet.
 */
export type SyncEnd = 'ended' | 'not-running' | 'forbidden' | 'unknown';

/**
 * Ends the running sync if `isToEnd` accepts its revisions, and waits until it has ended. Argo CD loses a request that it
 * receives while an attempt of the sync fails, and begins the next attempt; such a request is repeated. An error of a service
 * is only logged, because the rollout is followed in any case.
 * @param tag the tag that the sync deploys, for the log
 */
export async function endSync(
  argocd: Client,
  tag: string,
  isToEnd: (revisions: readonly string[]) => Promise<boolean>,
): Promise<SyncEnd> {
  let [failures, isRequested] = [0, false];
  for (let look = 1; look <= LOOKS && failures < FAILURES; look += 1) {
    if (look > 1) await sleep(PAUSE_MS);
    const step = await requestEnd(argocd, isToEnd).catch((thrown: unknown) => logFailure(tag, thrown));
    if (step === 'forbidden') return step;
    if (step === 'not-running') return isRequested ? logEnd(tag) : step;
    isRequested ||= step === 'requested';
    failures += step === 'failed' ? 1 : 0;
  }
  info(`Argo CD has not confirmed the end of the sync of ${tag}.`);
  return 'unknown';
}

/** Looks before each request, because the running sync may be that of another commit by then. */
async function requestEnd(
  argocd: Client,
  isToEnd: (revisions: readonly string[]) => Promise<boolean>,
): Promise<'requested' | 'ending' | 'not-running'> {
  const { operation } = readApplicationState(await argocd.look({ refresh: false }));
  if (operation?.phase !== 'Running' && operation?.phase !== 'Terminating') return 'not-running';
  if (!(await isToEnd(operation.revisions))) return 'not-running';
  if (operation.phase === 'Terminating') return 'ending';
  await argocd.endOperation();
  return 'requested';
}

function logFailure(tag: string, thrown: unknown): 'forbidden' | 'failed' {
  info(`Could not end the sync of ${tag}: ${formatError(translate(thrown))}`);
  return thrown instanceof ArgoCdError && thrown.kind === 'application' ? 'forbidden' : 'failed';
}

function logEnd(tag: string): 'ended' {
  info(`Ended the sync of ${tag} in Argo CD, because no other commit is applied before it has ended.`);
  return 'ended';
}

/** How to let the action end a sync. */
export const GRANT_SYNC =
  'Grant the account of argocd-token the right sync for the Application, so that a run ends such a sync.';
