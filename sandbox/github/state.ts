import type { Person } from './git.ts';
import type { PullRequest } from './pull-request.ts';
import type { Repository } from './repository.ts';
import type { Verdicts } from './verdicts.ts';

export interface User extends Person {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Bot';
}

export interface Team {
  readonly id: number;
  readonly org: string;
  readonly slug: string;
  readonly members: readonly { readonly login: string; readonly state?: 'active' | 'pending' }[];
}

export type Level = 'read' | 'write' | 'admin';
export type Permissions = Readonly<Record<string, Level>>;

export interface Token {
  readonly token: string;
  readonly login: string;
  /** Whether it is an installation token of a GitHub App: what it lacks is “not accessible by integration”. */
  readonly app?: boolean;
  /** `owner/name` (or an organisation) → permission → level. */
  readonly permissions: Readonly<Record<string, Permissions>>;
}

/** A permission that a call asked of its token, on a repository or an organisation. */
export interface Demand {
  readonly token: string;
  readonly scope: string;
  readonly permission: string;
  readonly level: Level;
  readonly granted: boolean;
}

/** All that one GitHub knows, beside what the git repositories hold. */
export class GitHubState {
  readonly users = new Map<string, User>();
  readonly teams = new Map<string, Team>();
  readonly tokens = new Map<string, Token>();
  readonly repositories = new Map<string, Repository>();
  /** Requests counted for each token, for the rate-limit headers. */
  readonly used = new Map<string, number>();
  readonly demands: Demand[] = [];
  readonly verdicts: Verdicts = { answers: 0, queries: 0, deviations: [] };
  #nextId = 1000;

  nextId(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  addUser({
    login,
    type = 'User',
    name = login,
    email = `${login}@users.noreply.github.com`,
  }: Partial<User> & { login: string }): User {
    const user = { id: this.nextId(), login, type, name, email };
    this.users.set(login.toLowerCase(), user);
    return user;
  }

  /** The account of a login; one that is not known yet is made, as a bot where its name says so. */
  user(login: string): User {
    return (
      this.users.get(login.toLowerCase()) ?? this.addUser({ login, type: login.endsWith('[bot]') ? 'Bot' : 'User' })
    );
  }

  /** Of all repositories. */
  pullRequests(): PullRequest[] {
    return [...this.repositories.values()].flatMap(({ pullRequests }) => pullRequests);
  }

  userByEmail(email: string): User | undefined {
    return [...this.users.values()].find((user) => user.email === email);
  }
}
