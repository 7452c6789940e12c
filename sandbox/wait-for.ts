import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  readonly limitMs?: number;
  readonly everyMs?: number;
  /** Returns what was seen last (logs, the last answer), which the error shows after the time limit. */
  readonly explain?: () => string | Promise<string>;
}

/** The answers that mean "not yet". */
type NotYet = undefined | null | false;

/**
 * Polls until the result is not `undefined`, `null` or `false`, and returns it.
 * @throws Error with `what` (a noun: "the commit of version-1") and the explanation after the time limit
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | NotYet | Promise<T | NotYet>,
  { limitMs = 120_000, everyMs = 20, explain }: WaitOptions = {},
): Promise<T> {
  const started = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() - started > limitMs) throw await timeoutError(what, limitMs, explain);
    await sleep(everyMs);
  }
}

async function timeoutError(what: string, limitMs: number, explain: WaitOptions['explain']): Promise<Error> {
  const sentence = `Timed out after ${limitMs / 1_000} s waiting for ${what}`;
  if (explain === undefined) return new Error(sentence);
  return new Error(`${sentence}:\n${await Promise.resolve().then(explain).catch(String)}`);
}
