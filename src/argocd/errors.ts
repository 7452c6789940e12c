import { AdapterError } from '../errors.ts';
import { type Service, serviceFailure, type WholeAnswer } from '../http/service-call.ts';
import { parseJsonObject } from '../parse-json.ts';

/** Why a request to Argo CD failed. */
export type ArgoCdErrorKind =
  | 'unavailable'
  /** The server at the address is not Argo CD. */
  | 'not-argocd'
  /** Argo CD does not accept the token. */
  | 'token'
  /** The application does not exist, or the token has no access to it. */
  | 'application';

/** The error of everything in `argocd/`. */
export class ArgoCdError extends AdapterError<ArgoCdErrorKind> {
  override readonly name = 'ArgoCdError';
}

interface RejectedRequest {
  readonly server: string;
  readonly application: string;
  readonly project?: string;
  /** Method and path. */
  readonly request: string;
}

/** Returns the service description of Argo CD at an address. */
export function argoCdAt(server: string): Service {
  const unavailable: Service['unavailable'] = (...error) => new ArgoCdError('unavailable', ...error);
  return { name: 'Argo CD', server, unavailable };
}

/** Returns the error for an unsuccessful response; its body is `{error, code, message}`. */
export function classifyRejection({ status, headers, body }: WholeAnswer, rejected: RejectedRequest): Error {
  const { server, request } = rejected;
  const message = readMessage(body);
  const call = { service: 'Argo CD', request, status };
  if (status === 401) return new ArgoCdError('token', `Argo CD at ${server} refused the token: ${message}.`, { call });
  if (status === 403 || status === 404) return notShown(rejected, `${message} (${status})`);
  if (status >= 300 && status < 400) return notArgoCd(server, `it redirects to ${headers.get('location')}`);
  return serviceFailure(argoCdAt(server), request, { status, headers }, message);
}

/** Returns the error for an address that is not Argo CD's. */
export function notArgoCd(server: string, reason: string): ArgoCdError {
  return new ArgoCdError('not-argocd', `The server at ${server} is not Argo CD: ${reason}.`);
}

/** Returns the error for an application that is missing or forbidden: Argo CD has one response for both, unless the request names a project. */
function notShown({ server, application, project }: RejectedRequest, message: string): ArgoCdError {
  const name = `${application}${project === undefined ? '' : ` in the project ${project}`}`;
  return new ArgoCdError(
    'application',
    `The application ${name} does not exist in Argo CD at ${server}, or the token has no access: ${message}.`,
  );
}

function readMessage(body: string): string {
  const message = parseJsonObject(body)?.message;
  if (typeof message === 'string' && message !== '') return message;
  // Perhaps the page of a proxy: its beginning is enough.
  return body.slice(0, 200).trim() || 'no reason given';
}
