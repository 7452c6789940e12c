import { setTimeout as sleep } from 'node:timers/promises';
import type { UserError } from '../errors.ts';

/** The runner sends SIGTERM 7.5 s after SIGINT. */
const LIMIT_MS = 5_000;

type LastWork = (cancelled: UserError) => Promise<unknown>;

/** The cancellation of this run, which is one process. */
const state: { isCancelled: boolean; lastWork: LastWork } = { isCancelled: false, lastWork: async () => undefined };

/** Sets what a cancelled run still does before it ends, such as writing a comment. It gets five seconds, and may fail. */
export function beforeCancelledEnd(work: LastWork): void {
  state.lastWork = work;
}

/** Blocks the writes that `recordWrite` begins, because the run has reported its end. */
export function blockWrites(): void {
  state.isCancelled = true;
}

/** Blocks writes, does the last work, and resolves when that has ended or its time is over. */
export async function endCancelled(cancelled: UserError): Promise<void> {
  blockWrites();
  await Promise.race([state.lastWork(cancelled).catch(() => undefined), sleep(LIMIT_MS)]);
}

/** Blocks until the process ends if the run was cancelled, so that its report of what is safe stays true. */
export async function blockIfCancelled(): Promise<void> {
  if (state.isCancelled) await new Promise<never>(() => undefined);
}
