import type { Answer, Request } from '../http/message.ts';
import type { App } from './app.ts';
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
  /** True for an installation token of a GitHub App, whose errors say “not accessible by integration”. */
  readonly app?: boolean;
  /** `owner/name` (or an organisation) → permission → level. */
  readonly permissions: Readonly<Record<string, Permissions>>;
  /** Default: always. */
  readonly validFrom?: Date;
  readonly expiresAt?: Date;
  /** Requests, and points of GraphQL, in an hour. Default: GitHub's limit for this kind of token. */
  readonly hourlyLimit?: number;
}

/** A token that an App asked for. */
export interface IssuedToken {
  readonly token: string;
  readonly permissions: Permissions;
  readonly repositories: readonly string[];
}

/** A permission on a repository or organisation that a call needed. */
export interface Demand {
  readonly token: string;
  readonly scope: string;
  readonly permission: string;
  readonly level: Level;
  readonly granted: boolean;
}

/**
 * How a token without “Members: read” sees the teams of a review: as `null`, as an error, or by name. GitHub's
 * documentation does not say which.
 */
export type TeamsOfReviews = 'hidden' | 'forbidden' | 'shown';

/** The state of one GitHub, besides the git repositories. */
export class GitHubState {
  readonly users = new Map<string, User>();
  readonly teams = new Map<string, Team>();
  readonly tokens = new Map<string, Token>();
  readonly apps: App[] = [];
  /** The tokens of Apps, in the order of their requests. */
  readonly issued: IssuedToken[] = [];
  /** The tokens that were revoked. */
  readonly revoked: string[] = [];
  /** How much GitHub's clock is ahead of this machine's, where it matters to the key of an App. */
  clockAheadMs = 0;
  readonly repositories = new Map<string, Repository>();
  /** `core` or `graphql`, and the token → requests or points of this hour */
  readonly used = new Map<string, number>();
  /** The points of every query so far, by its name. */
  readonly queries: { readonly name: string; readonly points: number }[] = [];
  readonly demands: Demand[] = [];
  readonly verdicts: Verdicts = { answers: 0, queries: 0, deviations: [] };
  teamsOfReviews: TeamsOfReviews = 'hidden';
  /** Web pages for people; none by default. */
  pages: ((request: Request) => Promise<Answer | undefined>) | undefined;
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

  /** Returns the account of a login. Creates a missing one, as a bot if its name says so. */
  user(login: string): User {
    return (
      this.users.get(login.toLowerCase()) ?? this.addUser({ login, type: login.endsWith('[bot]') ? 'Bot' : 'User' })
    );
  }

  /** Returns the pull requests of all repositories. */
  pullRequests(): PullRequest[] {
    return [...this.repositories.values()].flatMap(({ pullRequests }) => pullRequests);
  }

  userByEmail(email: string): User | undefined {
    return [...this.users.values()].find((user) => user.email === email);
  }
}
