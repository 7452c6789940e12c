import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  readonly limitMs?: number;
  readonly everyMs?: number;
}

/** The answers that mean "not yet". */
type NotYet = undefined | null | false;

/**
 * Polls until the result is not `undefined`, `null` or `false`, and returns it.
 * @throws Error with `what` (a noun: "the commit of version-1") after the time limit
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | NotYet | Promise<T | NotYet>,
  { limitMs = 60_000, everyMs = 20 }: WaitOptions = {},
): Promise<T> {
  const started = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() - started > limitMs)
      throw new Error(`Timed out after ${limitMs / 1_000} s waiting for ${what}`);
    await sleep(everyMs);
  }
}
