import { OutageError, UserError } from '../errors.ts';
import { reasonOf } from '../http/reason.ts';
import { RetryableError, retryAfterMs, TRANSIENT_STATUSES } from '../http/retry.ts';

interface Asked {
  readonly server: string;
  readonly application: string;
  readonly project?: string;
  /** Method and path. */
  readonly request: string;
}

/** No answer, or none that ends: another look may succeed. */
export function connectionLost(server: string, request: string, cause: unknown): RetryableError {
  const message = `Argo CD at ${server} did not answer: ${reasonOf(cause)}`;
  return new RetryableError(new OutageError(message, { service: 'Argo CD', request, cause }));
}

/** The error of an answer that is none of success; a body is `{error, code, message}`. */
export function classifyRejection({ status, headers }: Response, body: string, asked: Asked): Error {
  const { server, request } = asked;
  const message = readMessage(body);
  if (status === 401) return badToken(server, message);
  if (status === 403 || status === 404) return notShown(asked, `${message} (${status})`);
  if (status >= 300 && status < 400) return notArgoCd(server, `it redirects to ${headers.get('location')}`);
  const failure = new OutageError(`Argo CD at ${server} failed: ${message}`, { service: 'Argo CD', request, status });
  const mayPass = TRANSIENT_STATUSES.has(status) || status === 500;
  return mayPass ? new RetryableError(failure, retryAfterMs(headers.get('retry-after'))) : failure;
}

/** The error of an address where something else answers. */
export function notArgoCd(server: string, what: string): UserError {
  return new UserError(
    'argocd-server',
    `At ${server} there is no Argo CD to talk to: ${what}.`,
    'Give the address under which the runner reaches Argo CD itself, with https:// and the sub-path if it has one, and no login page before it.',
  );
}

function badToken(server: string, message: string): UserError {
  return new UserError(
    'argocd-token',
    `Argo CD at ${server} refused the token in argocd-token: ${message}.`,
    'Make a new one by argocd account generate-token --account NAME, for an account with the capability apiKey.',
  );
}

/** Argo CD answers the same for what is missing and what is forbidden, unless a project is given. */
function notShown({ server, application, project }: Asked, message: string): UserError {
  const name = `${application}${project === undefined ? '' : ` of the project ${project}`}`;
  return new UserError(
    'argocd-application',
    `Argo CD at ${server} does not show the application ${name}: ${message}.`,
    'Check argocd-app, argocd-namespace and argocd-project, and give the account of the token the right “applications, get” for it.',
  );
}

function readMessage(body: string): string {
  try {
    const { message } = JSON.parse(body);
    if (typeof message === 'string' && message !== '') return message;
  } catch {
    // The page of a proxy, say: its beginning tells.
  }
  return body.slice(0, 200).trim() || 'no reason given';
}
