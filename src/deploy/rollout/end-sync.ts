import { setTimeout as sleep } from 'node:timers/promises';
import { info } from '@actions/core';
import type { ArgoCd } from '../../argocd/argocd.ts';
import { ArgoCdError } from '../../argocd/errors.ts';
import { readApplicationState } from '../../argocd/state.ts';
import { formatError, translate } from '../../translate/translate.ts';

const ATTEMPTS = 3;
const PAUSE_MS = 1_000;

type Client = Pick<ArgoCd, 'look' | 'endOperation'>;

/** `not-running`: no sync that may be ended runs; `forbidden`: the account lacks the right; `unknown`: Argo CD did not answer. */
export type SyncEnd = 'ended' | 'not-running' | 'forbidden' | 'unknown';

/**
 * Ends the running sync if `isToEnd` accepts its revisions. An error of a service is only logged, because the rollout is
 * followed in any case.
 * @param tag the tag that the sync deploys, for the log
 */
export async function endSync(
  argocd: Client,
  tag: string,
  isToEnd: (revisions: readonly string[]) => Promise<boolean>,
): Promise<SyncEnd> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await sleep(PAUSE_MS);
    try {
      if (!(await endOnce(argocd, isToEnd))) return 'not-running';
      info(`Ended the sync of ${tag} in Argo CD, because no other commit is applied before it has ended.`);
      return 'ended';
    } catch (thrown) {
      info(`Could not end the sync of ${tag}: ${formatError(translate(thrown))}`);
      if (thrown instanceof ArgoCdError && thrown.kind === 'application') return 'forbidden';
    }
  }
  return 'unknown';
}

/** Looks first, because after a lost answer the running sync may be that of another commit. Returns false if none is to end. */
async function endOnce(argocd: Client, isToEnd: (revisions: readonly string[]) => Promise<boolean>): Promise<boolean> {
  const { operation } = readApplicationState(await argocd.look({ refresh: false }));
  if (operation?.phase !== 'Running' || !(await isToEnd(operation.revisions))) return false;
  await argocd.endOperation();
  return true;
}

/** How to let the action end a sync. */
export const GRANT_SYNC =
  'Grant the account of argocd-token the right sync for the Application, so that a run ends such a sync.';
