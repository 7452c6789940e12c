import { OutageError } from '../errors.ts';
import { reasonOf } from '../wire/reason.ts';
import { retryAfterMs, TRANSIENT_STATUSES, TryAgain } from '../wire/retry.ts';
import { badToken, missingPermission, notFound, notInPlan, type Refused, refused } from './refusal.ts';

/** The branch is not where the caller saw it: somebody else committed in between. */
export class StaleHead extends Error {
  override readonly name = 'StaleHead';
}

/** A rule of the repository refused a commit. */
export class RuleViolation extends Error {
  override readonly name = 'RuleViolation';
}

interface GraphqlError {
  readonly type?: string;
  readonly message: string;
}

/** What Octokit throws: `RequestError` has a status, `GraphqlResponseError` has errors. */
interface OctokitError extends Error {
  readonly status?: number;
  readonly response?: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly data?: { readonly message?: string; readonly errors?: readonly unknown[] };
  };
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly GraphqlError[];
}

interface Context extends Refused {
  /** Whether the request may be sent again when it is not known if it was carried out. */
  readonly repeatable: boolean;
}

/**
 * The error to throw for a failed call: by status and type, never by the sentence where GitHub gives either.
 * What is no answer of GitHub's stays as it is.
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function judgeFailure(thrown: unknown, context: Context): Error {
  const error = thrown as OctokitError;
  if (error.errors === undefined && error.status === undefined) return error;
  const headers = error.response?.headers ?? error.headers ?? {};
  if (error.errors !== undefined && error.status === undefined)
    return judgeGraphql(error, error.errors, headers, context);
  const status = error.status ?? 500;
  const message = error.response?.data?.message ?? error.message;
  if (isRateLimit(status, headers, message))
    return new TryAgain(outage(error, status, headers, context), rateLimitWaitMs(headers));
  if (status === 401) return badToken(context, error);
  // GitHub gives no code for this.
  if (status === 403 && /^Upgrade to GitHub/.test(message)) return notInPlan(context, message, error);
  if (status === 403) return missingPermission(context, message, error, headers['x-accepted-github-permissions']);
  if (status === 422) return refused(context, message, error.response?.data?.errors, error);
  if (status === 404) return notFound(context, error);
  const failure = outage(error, status, headers, context);
  return TRANSIENT_STATUSES.has(status) && context.repeatable
    ? new TryAgain(failure, retryAfterMs(headers['retry-after']))
    : failure;
}

function judgeGraphql(
  error: OctokitError,
  errors: readonly GraphqlError[],
  headers: Readonly<Record<string, string>>,
  context: Context,
): Error {
  const [first] = errors;
  const type = first?.type ?? '';
  const message = first?.message ?? error.message;
  if (type.startsWith('STALE_')) return new StaleHead(message, { cause: error });
  if (type === 'BRANCH_PROTECTION_RULE_VIOLATION' || /repository rule violations/i.test(message)) {
    return new RuleViolation(message.replace(/\s+/g, ' ').trim(), { cause: error });
  }
  if (type === 'RATE_LIMITED') return new TryAgain(outage(error, 200, headers, context), rateLimitWaitMs(headers));
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES') return missingPermission(context, message, error);
  if (type === 'NOT_FOUND') return notFound(context, error, message);
  const failure = outage(error, 200, headers, context);
  return context.repeatable && /Something went wrong/.test(message) ? new TryAgain(failure) : failure;
}

function isRateLimit(status: number, headers: Readonly<Record<string, string>>, message: string): boolean {
  if (status !== 403 && status !== 429) return false;
  return (
    status === 429 ||
    headers['x-ratelimit-remaining'] === '0' ||
    'retry-after' in headers ||
    /secondary rate/i.test(message)
  );
}

function rateLimitWaitMs(headers: Readonly<Record<string, string>>): number {
  const asked = retryAfterMs(headers['retry-after']);
  if (asked !== undefined) return asked;
  const reset = Number(headers['x-ratelimit-reset']) * 1000 - Date.now();
  return headers['x-ratelimit-remaining'] === '0' && reset > 0 ? reset + 1000 : 60_000;
}

function outage(
  error: OctokitError,
  status: number,
  headers: Readonly<Record<string, string>>,
  { told: request }: Context,
): OutageError {
  const requestId = headers['x-github-request-id'];
  return new OutageError(`GitHub did not do ${request}: ${reasonOf(error)}`, {
    service: 'GitHub',
    request,
    status,
    ...(requestId === undefined ? {} : { requestId }),
    cause: error,
  });
}
