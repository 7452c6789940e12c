import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Starts work before it is known whether its result is needed. Prevents an unhandled rejection when the run ends before
 * anything awaits it; a caller that awaits it sees its error.
 */
export function eager<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}

/** The result of work that was started early, or the error that the caller has yet to throw. */
export type Outcome<T> = PromiseSettledResult<T>;

/** Waits until the work ends; returns its result or its error, and never throws. */
export async function settle<T>(work: Promise<T>): Promise<Outcome<T>> {
  const [outcome] = await Promise.allSettled([work]);
  return outcome;
}

/** Returns the result of work that has ended, or throws its error. */
export function resultOf<T>(outcome: Outcome<T>): T {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/** Waits for work that was started early, at most this long from now. Returns what `late` returns if the work has not ended by then. */
export async function waitAtMost<T, L>(limitMs: number, work: Promise<T>, late: () => L | Promise<L>): Promise<T | L> {
  const end = new AbortController();
  const limit = sleep(limitMs, undefined, { signal: end.signal, ref: false });
  try {
    return await Promise.race([work, limit.then(late)]);
  } finally {
    end.abort();
  }
}
