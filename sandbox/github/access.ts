import { Refusal } from './refusal.ts';
import type { Repository } from './repository.ts';
import type { GitHubState, Level, Token, User } from './state.ts';

const RANK: Readonly<Record<Level, number>> = { read: 1, write: 2, admin: 3 };

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
    return this.#visible(this.state.repositories.get(fullName.toLowerCase()), `a Repository with the name '${fullName}'`);
  }

  /** The repository of a global id. @throws Refusal 404 */
  repositoryById(id: string): Repository {
    const found = [...this.state.repositories.values()].find(({ nodeId }) => nodeId === id);
    return this.#visible(found, `a node with the global id of '${id}'`);
  }

  may(scope: string, permission: string, level: Level): boolean {
    const granted = this.token.permissions[scope]?.[permission];
    return granted !== undefined && RANK[granted] >= RANK[level];
  }

  /** @throws Refusal 403 in GitHub's words */
  demand(scope: string, permission: string, level: Level): void {
    if (this.may(scope, permission, level)) return;
    const whom = this.token.app === true ? 'integration' : 'personal access token';
    throw new Refusal(403, 'FORBIDDEN', `Resource not accessible by ${whom}`);
  }

  #visible(repository: Repository | undefined, wanted: string): Repository {
    if (repository !== undefined && this.token.permissions[repository.fullName] !== undefined) return repository;
    throw new Refusal(404, 'NOT_FOUND', `Could not resolve to ${wanted}.`);
  }
}

/** The token in `Authorization: token|bearer|basic`. */
export function readSecret(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [scheme = '', value = ''] = header.split(' ');
  if (!/^basic$/i.test(scheme)) return value;
  const basic = Buffer.from(value, 'base64').toString();
  return basic.slice(basic.indexOf(':') + 1);
}

/** The caller of a request. @throws Refusal 401 */
export function identify(state: GitHubState, header: string | undefined): Caller {
  const token = state.tokens.get(readSecret(header) ?? '');
  if (token !== undefined) return new Caller(state, token);
  throw new Refusal(401, 'UNAUTHORIZED', header === undefined ? 'Requires authentication' : 'Bad credentials');
}
