import { setTimeout as sleep } from 'node:timers/promises';

/** GitHub may link a merge to its pull request, and write the activity log, more than ten seconds late. */
export const INDEX_LIMIT_MS = 90_000;
/** For an answer that a person waits for, or that nothing depends on. */
export const SHORT_INDEX_LIMIT_MS = 15_000;
const SETTLED_MS = 600_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** An answer about something that GitHub may show late. */
export interface Answer<T> {
  readonly value: T;
  /** Whether a later answer cannot be another one. */
  readonly isFinal: boolean;
}

/** Asks until an answer is final, at growing intervals. Returns the last answer after the time limit. */
export async function askAgain<T>(ask: () => Promise<Answer<T>>, limitMs = INDEX_LIMIT_MS): Promise<T> {
  const end = Date.now() + limitMs;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    const { value, isFinal } = await ask();
    if (isFinal || Date.now() + wait > end) return value;
    await sleep(wait);
  }
}

/**
 * Returns whether a merge is so old that what GitHub does not link to it will not be linked.
 * @param date of the commit, which GitHub itself sets; without one it is not old
 */
export function isSettled(date: string | undefined): boolean {
  return Date.now() - Date.parse(date ?? '') > SETTLED_MS;
}
