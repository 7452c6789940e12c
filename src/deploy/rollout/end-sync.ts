import { setTimeout as sleep } from 'node:timers/promises';
import { info } from '@actions/core';
import type { ArgoCd } from '../../argocd/argocd.ts';
import { ArgoCdError } from '../../argocd/errors.ts';
import { type Operation, readApplicationState } from '../../argocd/state.ts';
import { formatError, translate } from '../../translate/translate.ts';

/** How many calls of Argo CD may fail. */
const FAILURES = 3;
/** How many times the sync is examined. */
const LOOKS = 15;
const PAUSE_MS = 1_000;

type Client = Pick<ArgoCd, 'look' | 'endOperation'>;

/**
 * `ended`: also if Argo CD shows that it is ending the sync; `not-running`: no sync that may be ended runs; `forbidden`: the
 * account lacks the right; `unknown`: Argo CD did not answer, or does not show that it ends the sync.
 */
export type SyncEnd = 'ended' | 'not-running' | 'forbidden' | 'unknown';

/**
 * Ends the running sync if `isToEnd` accepts its revisions, and waits until it has ended. Argo CD loses a request that it
 * receives while an attempt of the sync fails, and begins the next attempt. Only then is the request repeated: a server of
 * Argo CD may show an old state, and a request ends whichever sync runs. An error of a service is only logged, because the
 * rollout is followed in any case.
 * @param tag the tag that the sync deploys, for the log
 */
export async function endSync(
  argocd: Client,
  tag: string,
  isToEnd: (revisions: readonly string[]) => Promise<boolean>,
): Promise<SyncEnd> {
  const ending = new Ending(argocd, isToEnd);
  let failures = 0;
  for (let look = 1; look <= LOOKS && failures < FAILURES; look += 1) {
    if (look > 1) await sleep(PAUSE_MS);
    const step = await ending.proceed().catch((thrown: unknown) => logFailure(tag, thrown));
    if (step === 'forbidden') return step;
    if (step === 'over') return ending.isRequested ? logEnd(tag) : 'not-running';
    failures += step === 'failed' ? 1 : 0;
  }
  if (ending.isRequested && ending.isConfirmed) return logEnd(tag);
  info(`Argo CD has not confirmed the end of the sync of ${tag}.`);
  return 'unknown';
}

/** The end of one sync, by one request for each of its attempts. */
class Ending {
  readonly #argocd: Client;
  readonly #isToEnd: (revisions: readonly string[]) => Promise<boolean>;
  /** Whether a request was sent. */
  isRequested = false;
  /** Whether Argo CD shows that it ends the sync. */
  isConfirmed = false;
  /** The attempt for which Argo CD accepted the last request. */
  #accepted = -1;

  constructor(argocd: Client, isToEnd: (revisions: readonly string[]) => Promise<boolean>) {
    this.#argocd = argocd;
    this.#isToEnd = isToEnd;
  }

  /** Examines the sync, and requests its end unless that was done for this attempt. Returns `over` if it does not run. */
  async proceed(): Promise<'over' | 'running'> {
    const sync = await findSync(this.#argocd, this.#isToEnd);
    if (sync === undefined) return 'over';
    this.isConfirmed = sync.phase === 'Terminating';
    if (this.isConfirmed || sync.retryCount <= this.#accepted) return 'running';
    this.isRequested = true;
    await this.#argocd.endOperation();
    this.#accepted = sync.retryCount;
    return 'running';
  }
}

/** Returns the running sync if it is to end: by now, the sync of another commit may run. */
async function findSync(
  argocd: Client,
  isToEnd: (revisions: readonly string[]) => Promise<boolean>,
): Promise<Operation | undefined> {
  const { operation } = readApplicationState(await argocd.look({ refresh: false }));
  if (operation?.phase !== 'Running' && operation?.phase !== 'Terminating') return undefined;
  return (await isToEnd(operation.revisions)) ? operation : undefined;
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
