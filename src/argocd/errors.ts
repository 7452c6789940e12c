import { UserError } from '../errors.ts';
import { serviceFailure, type WholeAnswer } from '../http/service-call.ts';

interface Asked {
  readonly server: string;
  readonly application: string;
  readonly project?: string;
  /** Method and path. */
  readonly request: string;
}

/** The error of an answer that is none of success; a body is `{error, code, message}`. */
export function classifyRejection({ status, headers, body }: WholeAnswer, asked: Asked): Error {
  const { server, request } = asked;
  const message = readMessage(body);
  if (status === 401) return badToken(server, message);
  if (status === 403 || status === 404) return notShown(asked, `${message} (${status})`);
  if (status >= 300 && status < 400) return notArgoCd(server, `it redirects to ${headers.get('location')}`);
  return serviceFailure({ name: 'Argo CD', server }, request, { status, headers }, message);
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
