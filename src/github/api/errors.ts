import { OutageError, UserError } from '../../errors.ts';
import { reasonOf } from '../../http/reason.ts';
import { RetryableError, retryAfterMs, TRANSIENT_STATUSES } from '../../http/retry.ts';
import { permissionFor } from './permission.ts';

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

interface Context extends RejectedRequest {
  /** Whether the request may be sent again when it is not known if it was carried out. */
  readonly repeatable: boolean;
}

/**
 * The error to throw for a failed call: by status and type, never by the sentence where GitHub gives either.
 * What is no answer of GitHub's stays as it is.
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function classifyError(thrown: unknown, context: Context): Error {
  const error = thrown as OctokitError;
  if (error.errors === undefined && error.status === undefined) return error;
  const headers = error.response?.headers ?? error.headers ?? {};
  if (error.errors !== undefined && error.status === undefined)
    return classifyGraphqlError(error, error.errors, headers, context);
  const status = error.status ?? 500;
  const message = error.response?.data?.message ?? error.message;
  if (isRateLimit(status, headers, message))
    return new RetryableError(outage(error, status, headers, context), rateLimitWaitMs(headers));
  if (status === 401) return badToken(context, error);
  // GitHub gives no code for this.
  if (status === 403 && /^Upgrade to GitHub/.test(message)) return notInPlan(context, message, error);
  if (status === 403) return missingPermission(context, message, error, headers['x-accepted-github-permissions']);
  if (status === 422) return rejected(context, message, error.response?.data?.errors, error);
  if (status === 404) return notFound(context, error);
  const failure = outage(error, status, headers, context);
  return TRANSIENT_STATUSES.has(status) && context.repeatable
    ? new RetryableError(failure, retryAfterMs(headers['retry-after']))
    : failure;
}

function classifyGraphqlError(
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
  if (type === 'RATE_LIMITED')
    return new RetryableError(outage(error, 200, headers, context), rateLimitWaitMs(headers));
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES') return missingPermission(context, message, error);
  if (type === 'NOT_FOUND') return notFound(context, error, message);
  const failure = outage(error, 200, headers, context);
  return context.repeatable && /Something went wrong/.test(message) ? new RetryableError(failure) : failure;
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

/** A request that GitHub answered by a refusal. */
export interface RejectedRequest {
  /** The route, with its placeholders. */
  readonly request: string;
  /** The same for people, with what stands in their place. */
  readonly told: string;
  /** What the token is for: `github-token` or `gitops-token`. */
  readonly tokenName: string;
}

/** The error of a token that GitHub does not know. */
export function badToken({ told, tokenName }: RejectedRequest, cause: Error): UserError {
  return new UserError(
    'github-token',
    `GitHub refused the token in ${tokenName} (401 on ${told}).`,
    `Give a token in ${tokenName} that is valid now: a GitHub App token lives one hour, a personal one may have expired or been revoked.`,
    { cause },
  );
}

/** The error of a token that may not do this. `accepted`: GitHub’s header about what would do. */
export function missingPermission(
  { request, told, tokenName }: RejectedRequest,
  message: string,
  cause: Error,
  accepted?: string,
): UserError {
  const where = tokenName === 'gitops-token' ? 'the GitOps repository' : 'this repository';
  return new UserError(
    'github-permission',
    `The token in ${tokenName} may not do ${told}: ${message}.`,
    `This call needs ${permissionFor(request, accepted)} on ${where}. ${WHOLE[tokenName] ?? ''}`.trim(),
    { cause },
  );
}

const WHOLE: Readonly<Record<string, string>> = {
  'gitops-token':
    'Give the GitHub App, or the fine-grained token, “Contents: read and write”, and with mode: pull-request “Pull requests: read and write” too.',
  'github-token':
    'Add it to the permissions of the job, beside those that it has; for teams as approvers, give a token that may also read the organisation’s members.',
};

/** The error of what the plan does not have. */
export function notInPlan({ told }: RejectedRequest, message: string, cause: Error): UserError {
  return new UserError(
    'github-plan',
    `The plan of this repository's owner does not have what ${told} is about: ${message.replace(/\.?$/, '.')}`,
    'Take a plan that has it; until then only the proof at deploy time protects production.',
    { cause },
  );
}

/** The error of a request that GitHub understood, and does not carry out. `errors`: what it says of each field. */
export function rejected({ told }: RejectedRequest, message: string, errors: unknown, cause: Error): UserError {
  return new UserError(
    'github-refused',
    `GitHub refused ${told}: ${[message, ...formatFieldErrors(errors)].join(': ')}.`,
    'Correct what it names, and run this job again.',
    { cause },
  );
}

/** Without it “Validation Failed” names nothing. */
function formatFieldErrors(errors: unknown): string[] {
  if (!Array.isArray(errors) || errors.length === 0) return [];
  const told = errors.map((each) => (typeof each === 'string' ? each : (each?.message ?? JSON.stringify(each))));
  return [told.join(', ')];
}

/** The error of what is not there, or hidden from the token: GitHub answers both alike. */
export function notFound({ told, tokenName }: RejectedRequest, cause: Error, message = 'Not Found'): UserError {
  return new UserError(
    'github-not-found',
    `GitHub knows no such thing, or the token in ${tokenName} may not see it: ${message} (${told}).`,
    'Check the names of the repository and the branch, and that the token was made for this repository.',
    { cause },
  );
}
