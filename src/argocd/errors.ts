import { AdapterError } from '../errors.ts';
import { type Service, serviceFailure, type WholeAnswer } from '../http/service-call.ts';

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

/** Returns Argo CD at an address. */
export function argoCdAt(server: string): Service {
  const unavailable: Service['unavailable'] = (...error) => new ArgoCdError('unavailable', ...error);
  return { name: 'Argo CD', server, unavailable };
}

/** Returns the error of an answer without success; a body is `{error, code, message}`. */
export function classifyRejection({ status, headers, body }: WholeAnswer, asked: Asked): Error {
  const { server, request } = asked;
  const message = readMessage(body);
  const call = { service: 'Argo CD', request, status };
  if (status === 401) return new ArgoCdError('token', `Argo CD at ${server} refused the token: ${message}.`, { call });
  if (status === 403 || status === 404) return notShown(asked, `${message} (${status})`);
  if (status >= 300 && status < 400) return notArgoCd(server, `it redirects to ${headers.get('location')}`);
  return serviceFailure(argoCdAt(server), request, { status, headers }, message);
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
