import { reasonOf } from '../../http/reason.ts';
import { GitHubError, type GitHubErrorKind } from './errors.ts';
import { permissionFor } from './permission.ts';

export interface GraphqlError {
  readonly type?: string;
  readonly message: string;
}

export type Headers = Readonly<Record<string, string>>;

/** An error of Octokit: `RequestError` has a status, `GraphqlResponseError` has errors and, perhaps, data. */
export interface OctokitError extends Error {
  readonly status?: number;
  readonly response?: {
    readonly headers?: Headers;
    readonly data?: { readonly message?: string; readonly errors?: readonly unknown[] };
  };
  readonly headers?: Headers;
  readonly errors?: readonly GraphqlError[];
  readonly data?: Readonly<Record<string, unknown>> | null;
}

/** The request that failed. */
export interface RequestContext {
  /** With placeholders: `GET /repos/{owner}/{repo}`. */
  readonly route: string;
  /** With names: `GET /repos/o/r`. */
  readonly request: string;
  /** The caller's name for the token. */
  readonly tokenName: string;
  /** Whether the request may be sent again if it is unknown whether GitHub carried it out. */
  readonly repeatable: boolean;
}

export interface Failure {
  readonly error: OctokitError;
  readonly status: number;
  readonly context: RequestContext;
  /** When GitHub accepts requests again. */
  readonly retryAt?: Date;
}

/** Returns the error of a failed call with its kind, GitHub's own message and a readable one. */
export function describeFailure(
  kind: GitHubErrorKind,
  words: string,
  { error, status, context, retryAt }: Failure,
): GitHubError {
  const { request, route, tokenName } = context;
  const headers = headersOf(error);
  const message = formatMessage(kind, words.replace(/\.$/, ''), { error, status, context });
  return new GitHubError(kind, message, {
    call: { service: 'GitHub', request, status, requestId: headers['x-github-request-id'] },
    cause: error,
    words,
    tokenName,
    ...(retryAt === undefined ? {} : { retryAt }),
    permission: permissionFor(route, headers['x-accepted-github-permissions']),
  });
}

function formatMessage(kind: GitHubErrorKind, words: string, { error, status, context }: Failure): string {
  const { request, tokenName } = context;
  switch (kind) {
    case 'token':
      return `GitHub refused the token in ${tokenName} (${status} on ${request}).`;
    case 'permission':
      return `${tokenName} lacks permission for ${request}: ${words}.`;
    case 'not-found':
      return `GitHub did not find the resource of ${request}, or ${tokenName} cannot see it: ${words}.`;
    case 'plan':
      return `The plan of the repository's owner does not include ${request}: ${words}.`;
    case 'rate-limit':
      return `${tokenName} exceeded a rate limit of GitHub at ${request}: ${words}.`;
    case 'unavailable':
      return `GitHub request failed: ${request}: ${error.errors === undefined ? reasonOf(error) : words}`;
    default:
      return `GitHub refused ${request}: ${words}.`;
  }
}

export function headersOf(error: OctokitError): Headers {
  return error.response?.headers ?? error.headers ?? {};
}
