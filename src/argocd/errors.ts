import { AdapterError } from '../errors.ts';
import { reasonOf } from '../http/reason.ts';
import { RetryableError, retryAfterMs, TRANSIENT_STATUSES } from '../http/retry.ts';

/** Why Argo CD was not seen. */
export type ArgoCdErrorKind =
  | 'unavailable'
  /** Something else answers at the address. */
  | 'not-argocd'
  /** Argo CD does not accept the token. */
  | 'token'
  /** The application does not exist, or the token cannot see it. */
  | 'application';

/** The error of everything in `argocd/`. */
export class ArgoCdError extends AdapterError<ArgoCdErrorKind> {
  override readonly name = 'ArgoCdError';
}

interface Asked {
  readonly server: string;
  readonly application: string;
  readonly project?: string;
  /** Method and path. */
  readonly request: string;
}

/** Returns the error of a missing or broken answer; another look may succeed. */
export function connectionLost(server: string, request: string, cause: unknown): RetryableError {
  const message = `Argo CD at ${server} did not answer: ${reasonOf(cause)}`;
  return new RetryableError(new ArgoCdError('unavailable', message, { call: { service: 'Argo CD', request }, cause }));
}

/** Returns the error of an answer without success; a body is `{error, code, message}`. */
export function classifyRejection({ status, headers }: Response, body: string, asked: Asked): Error {
  const { server, request } = asked;
  const message = readMessage(body);
  const call = { service: 'Argo CD', request, status };
  if (status === 401) return new ArgoCdError('token', `Argo CD at ${server} refused the token: ${message}.`, { call });
  if (status === 403 || status === 404) return notShown(asked, `${message} (${status})`);
  if (status >= 300 && status < 400) return notArgoCd(server, `it redirects to ${headers.get('location')}`);
  const failure = new ArgoCdError('unavailable', `Argo CD at ${server} failed: ${message}`, { call });
  const mayPass = TRANSIENT_STATUSES.has(status) || status === 500;
  return mayPass ? new RetryableError(failure, retryAfterMs(headers.get('retry-after'))) : failure;
}

/** Returns the error of an address where something else answers. */
export function notArgoCd(server: string, what: string): ArgoCdError {
  return new ArgoCdError('not-argocd', `Argo CD does not answer at ${server}: ${what}.`);
}

/** Argo CD answers the same for a missing and a forbidden application, unless a project is given. */
function notShown({ server, application, project }: Asked, message: string): ArgoCdError {
  const name = `${application}${project === undefined ? '' : ` of the project ${project}`}`;
  return new ArgoCdError('application', `Argo CD at ${server} does not show the application ${name}: ${message}.`);
}

function readMessage(body: string): string {
  try {
    const { message } = JSON.parse(body);
    if (typeof message === 'string' && message !== '') return message;
  } catch {
    // Perhaps the page of a proxy, whose beginning says enough.
  }
  return body.slice(0, 200).trim() || 'no reason given';
}
