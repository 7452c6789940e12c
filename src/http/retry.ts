import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;

/** An attempt failed, but a retry is safe and may succeed. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  /** The error to show when no attempt is left. */
  readonly error: Error;
  /** The delay that the service asked for with `Retry-After`. */
  readonly waitMs: number | undefined;

  constructor(error: Error, waitMs?: number) {
    super(error.message, { cause: error });
    this.error = error;
    this.waitMs = waitMs;
  }
}

/**
 * Retries `attempt` while it throws `RetryableError`, with exponential back-off and full jitter, until `limitMs` has passed;
 * a limit of 0 means one attempt.
 * @param retryAfterExtraMs how much longer to wait if a service asks for it with `Retry-After`
 * @throws the last attempt's own error
 */
export async function retry<T>(limitMs: number, attempt: () => Promise<T>, retryAfterExtraMs = 0): Promise<T> {
  const end = Date.now() + limitMs;
  for (let round = 0; ; round += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      const delayMs = error.waitMs ?? Math.random() * Math.min(FIRST_DELAY_MS * 2 ** round, LONGEST_DELAY_MS);
      const last = error.waitMs === undefined ? end : end + retryAfterExtraMs;
      if (limitMs === 0 || Date.now() + delayMs > last) throw error.error;
      await sleep(delayMs);
    }
  }
}

/**
 * Returns the milliseconds of a `Retry-After` header, in seconds or as a date (RFC 9110 §10.2.3).
 * @param date the `Date` header of the response: its clock may differ from that of this machine
 */
export function retryAfterMs(header: string | null | undefined, date?: string | null): number | undefined {
  if (header === null || header === undefined || header === '') return undefined;
  const seconds = Number(header);
  const sent = Date.parse(date ?? '');
  const ms = Number.isNaN(seconds) ? Date.parse(header) - (Number.isNaN(sent) ? Date.now() : sent) : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Statuses after which the same request may succeed. */
export const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
