import { GitHubApiError } from './api-error.ts';
import type { Repository } from './repository.ts';
import type { GitHubState, Level, Token, User } from './state.ts';

const RANK: Readonly<Record<Level, number>> = { read: 1, write: 2, admin: 3 };

/** The sender of a request, with the rights of its token. */
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

  /** Returns a repository that the token has access to. @throws GitHubApiError 404 */
  repository(fullName: string): Repository {
    const repository = this.state.repositories.get(fullName.toLowerCase());
    if (repository !== undefined && this.token.permissions[repository.fullName] !== undefined) return repository;
    throw new GitHubApiError(404, 'NOT_FOUND', `Could not resolve to a Repository with the name '${fullName}'.`);
  }

  /** Like `repository`, by node id. @throws GitHubApiError 404 */
  repositoryById(id: string): Repository {
    const found = [...this.state.repositories.values()].find((repository) => `R_${repository.id}` === id);
    if (found === undefined)
      throw new GitHubApiError(404, 'NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`);
    return this.repository(found.fullName);
  }

  may(scope: string, permission: string, level: Level): boolean {
    const granted = this.token.permissions[scope]?.[permission];
    return granted !== undefined && RANK[granted] >= RANK[level];
  }

  /** Requires a permission. @throws GitHubApiError 403 with GitHub's message */
  demand(scope: string, permission: string, level: Level): void {
    const granted = this.may(scope, permission, level);
    this.state.demands.push({ token: this.token.token, scope, permission, level, granted });
    if (granted) return;
    const whom = this.token.app === true ? 'integration' : 'personal access token';
    throw new GitHubApiError(403, 'FORBIDDEN', `Resource not accessible by ${whom}`);
  }
}

/** Returns the caller of a request from `Authorization: token|bearer|basic`. @throws GitHubApiError 401 */
export function identify(state: GitHubState, header: string | undefined): Caller {
  const [scheme = '', value = ''] = (header ?? '').split(' ');
  const basic = /^basic$/i.test(scheme) ? Buffer.from(value, 'base64').toString() : undefined;
  const secret = basic === undefined ? value : basic.slice(basic.indexOf(':') + 1);
  const token = state.tokens.get(secret);
  const now = new Date(Date.now());
  const isValid = token !== undefined && (token.validFrom ?? now) <= now && (token.expiresAt ?? now) >= now;
  if (!isValid)
    throw new GitHubApiError(401, 'UNAUTHORIZED', header === undefined ? 'Requires authentication' : 'Bad credentials');
  return new Caller(state, token);
}
