import { once } from 'node:events';
import { type Answer, json, type Request } from '../http/message.ts';
import type { Route } from '../http/service.ts';
import type { Controller } from './controller.ts';
import { ArgoCdError, errorAnswer } from './errors.ts';
import { showApplication, showEvents, showTree } from './show.ts';
import type { Identity } from './show-spec.ts';

/** Tokens and their rights. */
export interface Access {
  /** May read and refresh applications, and end their operations. */
  readonly token: string;
  /** May read and refresh only. */
  readonly readToken?: string;
  /** Gets `token` from `POST /api/v1/session`. */
  readonly login?: { readonly username: string; readonly password: string };
}

export interface ServedApplication extends Identity {
  readonly controller: Controller;
}

type Applications = ReadonlyMap<string, ServedApplication>;
type Handler = (request: Request) => Answer | Promise<Answer>;

/** The path of an application. */
export const APPLICATION = '/api/v1/applications/:name';

/** Returns the routes of Argo CD's REST API that a deployment uses (its `assets/swagger.json`). */
export function argoCdRoutes(applications: Applications, access: Access): Route[] {
  const routes: [string, string, Handler][] = [
    ['GET', APPLICATION, (request) => getApplication(applications, access, request)],
    ['GET', `${APPLICATION}/resource-tree`, (request) => getTree(applications, access, request)],
    ['GET', `${APPLICATION}/events`, (request) => getEvents(applications, access, request)],
    ['DELETE', `${APPLICATION}/operation`, (request) => terminateOperation(applications, access, request)],
    ['POST', '/api/v1/session', (request) => createSession(access, request)],
  ];
  return routes.map(([method, path, handle]) => ({ method, path, handle: (request) => answer(handle, request) }));
}

async function answer(handle: Handler, request: Request): Promise<Answer> {
  const type = request.headers['content-type'] ?? '';
  if (request.method !== 'GET' && !type.startsWith('application/json')) {
    return { status: 415, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Invalid content type\n' };
  }
  try {
    return await handle(request);
  } catch (error) {
    if (error instanceof ArgoCdError) return errorAnswer(error);
    throw error;
  }
}

/** Returns an application. With `refresh`, of any value, it compares with git first. */
async function getApplication(applications: Applications, access: Access, request: Request): Promise<Answer> {
  authenticate(access, request);
  const application = findApplication(applications, request);
  const { controller } = application;
  if (request.url.searchParams.has('refresh')) {
    if (controller.scenario.kind === 'controller-down') await once(request.stream.socket, 'close');
    else await controller.refresh();
  }
  return json(200, showApplication(application, controller.look()));
}

function getTree(applications: Applications, access: Access, request: Request): Answer {
  authenticate(access, request);
  const application = findApplication(applications, request);
  return json(200, showTree(application, application.controller.look()));
}

function getEvents(applications: Applications, access: Access, request: Request): Answer {
  authenticate(access, request);
  return json(200, showEvents(findApplication(applications, request).controller.look()));
}

function terminateOperation(applications: Applications, access: Access, request: Request): Answer {
  if (authenticate(access, request) !== access.token) throw new ArgoCdError('PermissionDenied', 'permission denied');
  if (!findApplication(applications, request).controller.terminate()) {
    throw new ArgoCdError('InvalidArgument', 'Unable to terminate operation. No operation is in progress');
  }
  return json(200, {});
}

async function createSession({ login, token }: Access, request: Request): Promise<Answer> {
  const sent = JSON.parse(String(await request.body()));
  if (login === undefined || sent?.username !== login.username || sent?.password !== login.password) {
    throw new ArgoCdError('Unauthenticated', 'Invalid username or password');
  }
  return json(200, { token });
}

function authenticate({ token, readToken }: Access, { headers }: Request): string {
  const [, sent = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (sent !== '' && (sent === token || sent === readToken)) return sent;
  const looksLikeJwt = sent.split('.').length === 3;
  throw new ArgoCdError(
    'Unauthenticated',
    looksLikeJwt ? 'invalid session: token signature is invalid: signature is invalid' : 'no session information',
  );
}

/** Finds an application. Without `project`, a missing one gets the same answer as a forbidden one. */
function findApplication(applications: Applications, { params, url }: Request): ServedApplication {
  const projects = [...url.searchParams.getAll('project'), ...url.searchParams.getAll('projects')];
  if (projects.length > 1)
    throw new ArgoCdError(
      'InvalidArgument',
      'multiple projects specified - the get endpoint accepts either zero or one project',
    );
  const [project] = projects;
  const application = applications.get(params.name ?? '');
  const namespace = url.searchParams.get('appNamespace') || 'argocd';
  const found = application?.namespace === namespace ? application : undefined;
  if (found !== undefined && (project ?? found.project) === found.project) return found;
  if (project === undefined) throw new ArgoCdError('PermissionDenied', 'permission denied');
  throw new ArgoCdError('NotFound', `applications.argoproj.io "${params.name}" not found`);
}
