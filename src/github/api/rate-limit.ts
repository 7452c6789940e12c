import { RetryableError, retryAfterMs } from '../../http/retry.ts';
import { describeFailure, type Failure, type Headers, headersOf } from './describe-failure.ts';

/** GitHub's wait if it names no other. */
const USUAL_WAIT_MS = 60_000;
const MINUTE_MS = 60_000;

/** Messages of GitHub's limits, primary and secondary; GraphQL sends them with status 200. */
const RATE_LIMIT_TEXT = /rate limit|submitted too quickly|abuse detection/i;

/** Returns whether a message is about a limit that a later request keeps. */
export function isRateLimitText(words: string): boolean {
  return RATE_LIMIT_TEXT.test(words);
}

/**
 * Returns the error of a request that exceeded a limit, to be retried when GitHub says. GitHub did not carry it out.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export function waitForRateLimit(words: string, failure: Failure): RetryableError {
  const waitMs = readWaitMs(headersOf(failure.error), words);
  const retryAt = new Date(Date.now() + waitMs);
  return new RetryableError(describeFailure('rate-limit', words, { ...failure, retryAt }), waitMs);
}

/** Returns how long GitHub asks to wait: by its headers, then by its message. */
function readWaitMs(headers: Headers, words: string): number {
  const asked = retryAfterMs(headers['retry-after'], headers.date);
  if (asked !== undefined) return asked;
  const now = Date.parse(headers.date ?? '') || Date.now();
  const reset = Number(headers['x-ratelimit-reset']) * 1000 - now;
  if (headers['x-ratelimit-remaining'] === '0' && reset > 0) return reset + 1000;
  return readWaitInText(words) ?? USUAL_WAIT_MS;
}

/** Returns the wait of “try again in 45 seconds”; `undefined` if the message names none. */
function readWaitInText(words: string): number | undefined {
  const [, count, unit = ''] = /\b(\d+) (second|minute)s?\b/i.exec(words) ?? [];
  if (count === undefined) return undefined;
  return Number(count) * (unit.toLowerCase() === 'minute' ? MINUTE_MS : 1000);
}
