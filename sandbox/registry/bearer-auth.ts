import { randomUUID } from 'node:crypto';
import { type Answer, json, type Request } from '../http/message.ts';
import type { Route } from '../http/service.ts';
import { type Credentials, sends } from './basic-auth.ts';
import type { Conduct, Operation } from './conduct.ts';
import { errorAnswer, RegistryError } from './errors.ts';

export interface BearerOptions {
  /** The credentials that get tokens. Default: no credentials are needed. */
  readonly credentials?: Credentials;
  /** The lifetime of a token. Default: 300. */
  readonly lifetimeSeconds?: number;
}

interface Grant {
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

const WRITES: ReadonlySet<Operation> = new Set(['start-upload', 'upload-chunk', 'finish-upload', 'push-manifest']);

/**
 * Implements the token flow of most public registries: a challenge with realm, service and scope, and a token endpoint
 * (https://distribution.github.io/distribution/spec/auth/token/).
 */
export function bearerAuth({ credentials, lifetimeSeconds = 300 }: BearerOptions): {
  readonly authorise: Conduct['authorise'];
  readonly tokenRoute: Route;
} {
  const grants = new Map<string, Grant>();

  function authorise(request: Request, operation: Operation, repository: string): Answer | undefined {
    const [, token = ''] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const grant = grants.get(token);
    const live = grant !== undefined && grant.expiresAt > Date.now();
    const wanted = neededScope(operation, repository);
    if (live && (wanted === undefined || covers(grant.scopes, wanted))) return undefined;
    return challenge(request, wanted, grant === undefined ? undefined : live ? 'insufficient_scope' : 'invalid_token');
  }

  function issue(request: Request): Answer {
    if (credentials !== undefined && !sends(request, credentials)) {
      return errorAnswer(new RegistryError(401, 'UNAUTHORIZED', 'incorrect username or password'));
    }
    const scopes = request.url.searchParams.getAll('scope').flatMap((scope) => scope.split(' '));
    const token = randomUUID();
    grants.set(token, { scopes, expiresAt: Date.now() + lifetimeSeconds * 1000 });
    return json(200, { token, access_token: token, expires_in: lifetimeSeconds, issued_at: new Date().toISOString() });
  }

  return { authorise, tokenRoute: { method: 'GET', path: '/token', handle: issue } };
}

function neededScope(operation: Operation, repository: string): string | undefined {
  if (operation === 'ping') return undefined;
  if (operation === 'delete') return `repository:${repository}:delete`;
  return `repository:${repository}:${WRITES.has(operation) ? 'pull,push' : 'pull'}`;
}

/** Checks scopes of the form `repository:<name>:<action>,…`. */
function covers(granted: readonly string[], wanted: string): boolean {
  const [name, actions] = splitScope(wanted);
  return granted.some((scope) => {
    const [grantedName, grantedActions] = splitScope(scope);
    return grantedName === name && actions.every((action) => grantedActions.includes(action));
  });
}

function splitScope(scope: string): [name: string, actions: string[]] {
  const end = scope.lastIndexOf(':');
  return [scope.slice(0, end), scope.slice(end + 1).split(',')];
}

function challenge({ headers }: Request, scope: string | undefined, error: string | undefined): Answer {
  const parts = [
    `realm="http://${headers.host}/token"`,
    `service="${headers.host}"`,
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
    ...(error === undefined ? [] : [`error="${error}"`]),
  ];
  const answer = new RegistryError(401, 'UNAUTHORIZED', 'authentication required', {
    'www-authenticate': `Bearer ${parts.join(',')}`,
  });
  return errorAnswer(answer);
}
