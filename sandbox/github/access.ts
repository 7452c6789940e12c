import { createHash } from 'node:crypto';
import { type Answer, json, type Request } from '../http/message.ts';
import type { Repository } from './repository.ts';
import type { GitHubState, Level, Token, User } from './state.ts';

const RANK: Readonly<Record<Level, number>> = { read: 1, write: 2, admin: 3 };
const HOURLY_LIMIT = 5000;

/** An error that GitHub answers: REST by status, GraphQL by type. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

/** Who asks, and what the token lets them do. */
export class Caller {
  readonly state: GitHubState;
  readonly token: Token;

  constructor(state: GitHubState, token: Token) {
    this.state = state;
    this.token = token;
  }

  get user(): User {
    return this.state.user(this.token.login);
  }

  /** The repository, if the token was made for it. @throws Refusal 404 */
  repository(fullName: string): Repository {
    const repository = this.state.repositories.get(fullName.toLowerCase());
    const [owner, name] = fullName.split('/');
    if (repository !== undefined && this.token.permissions[repository.fullName] !== undefined) return repository;
    throw new Refusal(404, 'NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  }

  /** As `repository`, by its node id. @throws Refusal 404 */
  repositoryById(id: string): Repository {
    const found = [...this.state.repositories.values()].find((repository) => `R_${repository.id}` === id);
    if (found === undefined)
      throw new Refusal(404, 'NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`);
    return this.repository(found.fullName);
  }

  may(scope: string, permission: string, level: Level): boolean {
    const granted = this.token.permissions[scope]?.[permission];
    return granted !== undefined && RANK[granted] >= RANK[level];
  }

  /** @throws Refusal 403 in GitHub's words */
  demand(scope: string, permission: string, level: Level): void {
    const granted = this.may(scope, permission, level);
    this.state.demands.push({ token: this.token.token, scope, permission, level, granted });
    if (granted) return;
    const whom = this.token.app === true ? 'integration' : 'personal access token';
    throw new Refusal(403, 'FORBIDDEN', `Resource not accessible by ${whom}`);
  }
}

/** The caller of a request, by `Authorization: token|bearer|basic`. @throws Refusal 401 */
export function identify(state: GitHubState, header: string | undefined): Caller {
  const [scheme = '', value = ''] = (header ?? '').split(' ');
  const basic = /^basic$/i.test(scheme) ? Buffer.from(value, 'base64').toString() : undefined;
  const secret = basic === undefined ? value : basic.slice(basic.indexOf(':') + 1);
  const token = state.tokens.get(secret);
  if (token === undefined)
    throw new Refusal(401, 'UNAUTHORIZED', header === undefined ? 'Requires authentication' : 'Bad credentials');
  return new Caller(state, token);
}

/** Adds the headers that each answer of GitHub's API has; counts the request against the token's hourly limit. */
export function withRateLimit(state: GitHubState, request: Request, answer: Answer): Answer {
  const key = request.headers.authorization ?? 'anonymous';
  const used = (state.used.get(key) ?? 0) + 1;
  state.used.set(key, used);
  const headers = {
    'x-github-request-id': createHash('sha1').update(`${key}${used}`).digest('hex').slice(0, 20).toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    'x-ratelimit-limit': String(HOURLY_LIMIT),
    'x-ratelimit-remaining': String(HOURLY_LIMIT - used),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 3_600_000) * 3600),
    'x-ratelimit-resource': request.url.pathname === '/graphql' ? 'graphql' : 'core',
  };
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

export function refuse(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error;
  const message = error.status === 404 ? 'Not Found' : error.message;
  return json(error.status, {
    message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(error.status),
  });
}
