import { RetryableError, retryAfterMs, TRANSIENT_STATUSES } from '../../http/retry.ts';
import {
  describeFailure,
  type GraphqlError,
  type Headers,
  headersOf,
  type OctokitError,
  type RequestContext,
} from './describe-failure.ts';
import type { GitHubErrorKind } from './errors.ts';
import { isRateLimitText, waitForRateLimit } from './rate-limit.ts';

/** Outages that GitHub reports as GraphQL errors without a type. */
const GRAPHQL_OUTAGE = /Something went wrong while executing your query|couldn.t respond to your request in time/i;

/**
 * Returns the error to throw for a failed call, by status and type; by the message only if GitHub gives neither.
 * Returns errors that did not come from GitHub unchanged.
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function classifyError(thrown: unknown, context: RequestContext): Error {
  const error = thrown as OctokitError;
  if (error.status !== undefined) return classifyStatus(error, error.status, context);
  if (error.errors !== undefined) return classifyGraphql(error, error.errors, context);
  return error;
}

function classifyStatus(error: OctokitError, status: number, context: RequestContext): Error {
  const headers = headersOf(error);
  const words = error.response?.data?.message ?? error.message;
  const fail = (kind: GitHubErrorKind, said = words) => describeFailure(kind, said, { error, status, context });
  if (isRateLimit(status, headers, words)) return waitForRateLimit(words, { error, status, context });
  if (status === 401) return fail('token');
  // GitHub has no code for this.
  if (status === 403 && /^Upgrade to GitHub/.test(words)) return fail('plan');
  if (status === 403) return fail('permission');
  if (status === 404) return fail('not-found', 'Not Found');
  if (isRefusal(status)) return fail('rejected', [words, ...formatFieldErrors(error)].join(': '));
  const canRetry = TRANSIENT_STATUSES.has(status) && context.repeatable;
  const failure = fail('unavailable');
  return canRetry ? new RetryableError(failure, retryAfterMs(headers['retry-after'], headers.date)) : failure;
}

/** Classifies a GraphQL error; an unknown type counts as a rejection, with GitHub's own message. */
function classifyGraphql(error: OctokitError, errors: readonly GraphqlError[], context: RequestContext): Error {
  const { type = '', message: words = error.message } = errors[0] ?? {};
  const said = words.replace(/\s+/g, ' ').trim();
  const fail = (kind: GitHubErrorKind) => describeFailure(kind, said, { error, status: 200, context });
  if (type.startsWith('STALE_')) return fail('stale');
  if (type === 'BRANCH_PROTECTION_RULE_VIOLATION' || /repository rule violations/i.test(words))
    return fail('rule-violation');
  if (/^RATE_LIMIT(ED)?$/.test(type) || isRateLimitText(words))
    return waitForRateLimit(said, { error, status: 200, context });
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES') return fail('permission');
  if (type === 'NOT_FOUND') return fail('not-found');
  if (GRAPHQL_OUTAGE.test(words))
    return context.repeatable ? new RetryableError(fail('unavailable')) : fail('unavailable');
  return wasCarriedOut(error, context) ? fail('unavailable') : fail('rejected');
}

/** Returns whether a mutation has a result despite its error: it may have been carried out. */
function wasCarriedOut({ data }: OctokitError, { repeatable }: RequestContext): boolean {
  return !repeatable && Object.values(data ?? {}).some((result) => result !== null);
}

/** Returns whether GitHub says by its status that a retry would be refused too. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && !TRANSIENT_STATUSES.has(status);
}

function isRateLimit(status: number, headers: Headers, words: string): boolean {
  if (status !== 403 && status !== 429) return false;
  const isExhausted = headers['x-ratelimit-remaining'] === '0' || 'retry-after' in headers;
  return status === 429 || isExhausted || isRateLimitText(words);
}

/** Returns the errors of the fields, without which “Validation Failed” names no cause. */
function formatFieldErrors(error: OctokitError): string[] {
  const errors: unknown = error.response?.data?.errors;
  if (!Array.isArray(errors) || errors.length === 0) return [];
  return [errors.map((each) => (typeof each === 'string' ? each : (each?.message ?? JSON.stringify(each)))).join(', ')];
}
