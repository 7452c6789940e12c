import { mkdir } from 'node:fs/promises';
import { type Answer, json, type Request } from '../http/message.ts';
import { type Route, Service } from '../http/service.ts';
import { identify } from './access.ts';
import { apiErrorAnswer } from './api-error.ts';
import type { App } from './app.ts';
import { costOf } from './graphql/cost.ts';
import { executeGraphql, nameOf, operationName, readQuery } from './graphql/execute.ts';
import { countRequest } from './rate-limit.ts';
import { Repository, type RepositoryOptions } from './repository.ts';
import { actionsSettingsRoutes } from './rest/actions-settings.ts';
import { appRoutes } from './rest/apps.ts';
import { attestationRoutes } from './rest/attestations.ts';
import { blobRoutes } from './rest/blobs.ts';
import { checkRunRoutes } from './rest/check-runs.ts';
import { codeownersRoutes } from './rest/codeowners.ts';
import { commitRoutes } from './rest/commits.ts';
import { compareRoutes } from './rest/compare.ts';
import { contentRoutes } from './rest/contents.ts';
import { deploymentRoutes } from './rest/deployments.ts';
import { environmentRoutes } from './rest/environments.ts';
import { issueRoutes } from './rest/issues.ts';
import { protectionRoutes } from './rest/protection.ts';
import { pullRoutes } from './rest/pulls.ts';
import { refRoutes } from './rest/refs.ts';
import { releaseRoutes } from './rest/releases.ts';
import { repositoryRoutes } from './rest/repositories.ts';
import { rulesetRoutes } from './rest/rulesets.ts';
import { statusRoutes } from './rest/statuses.ts';
import { teamRoutes } from './rest/teams.ts';
import { treeRoutes } from './rest/trees.ts';
import { smartHttpRoutes } from './smart-http.ts';
import {
  type Demand,
  GitHubState,
  type IssuedToken,
  type Team,
  type TeamsOfReviews,
  type Token,
  type User,
} from './state.ts';
import { recordVerdicts } from './verdicts.ts';

export interface GitHubOptions {
  /** The folder of the bare repositories. */
  readonly directory: string;
  /** `false` turns off the check against GitHub's own description, for measurements. */
  readonly checkAnswers?: boolean;
  /** The most points that each query may cost, by its name. Other queries and costs are deviations. Default: any. */
  readonly ceilings?: Readonly<Record<string, number>>;
  readonly port?: number;
}

/**
 * Starts a GitHub on loopback: REST, GraphQL and smart HTTP over real bare git repositories. A REST response that does not
 * match GitHub's description is sent as 500 and added to `deviations`.
 */
export async function startGitHub(options: GitHubOptions): Promise<GitHubServer> {
  await mkdir(options.directory, { recursive: true });
  const state = new GitHubState();
  // The description of the API is large, and a bundle has none.
  const check = options.checkAnswers === false ? undefined : (await import('./check-answer.ts')).checkAnswer;
  const service = await Service.start({
    name: 'github',
    ...(options.port === undefined ? {} : { port: options.port }),
    routes: [...smartHttpRoutes(state), graphqlRoute(state, options.ceilings), ...restRoutes(state)],
    otherwise: async (request) =>
      (await state.pages?.(request)) ??
      countRequest(state, request, { resource: 'core', points: 1 }, () =>
        json(404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' }),
      ),
    beforeSend: (_, request, answer) => check?.(state.verdicts, request, answer) ?? answer,
  });
  return new GitHubServer(state, service, options.directory);
}

function restRoutes(state: GitHubState): Route[] {
  return [
    actionsSettingsRoutes,
    appRoutes,
    attestationRoutes,
    blobRoutes,
    checkRunRoutes,
    statusRoutes,
    codeownersRoutes,
    commitRoutes,
    compareRoutes,
    contentRoutes,
    deploymentRoutes,
    environmentRoutes,
    issueRoutes,
    protectionRoutes,
    pullRoutes,
    refRoutes,
    releaseRoutes,
    repositoryRoutes,
    rulesetRoutes,
    teamRoutes,
    treeRoutes,
  ].flatMap((routes) => routes(state));
}

function graphqlRoute(state: GitHubState, ceilings?: GitHubOptions['ceilings']): Route {
  const handle = async (request: Request): Promise<Answer> => {
    const query = await readQuery(request);
    const points = costOf(query.document, query.variables);
    const name = nameOf(query.document);
    state.queries.push({ name, points });
    const most = ceilings?.[name] ?? 0;
    if (ceilings !== undefined && points > most)
      state.verdicts.deviations.push(`graphql ${name} costs ${points} points, and at most ${most} are allowed`);
    return countRequest(state, request, { resource: 'graphql', points }, async () => {
      try {
        return await executeGraphql(identify(state, request.headers.authorization), query);
      } catch (error) {
        return apiErrorAnswer(error);
      }
    });
  };
  return { method: 'POST', path: '/graphql', name: operationName, handle };
}

/** A running GitHub, with its users, repositories and record of calls. */
export class GitHubServer {
  readonly service: Service;
  readonly #state: GitHubState;
  readonly #directory: string;

  constructor(state: GitHubState, service: Service, directory: string) {
    this.#state = state;
    this.service = service;
    this.#directory = directory;
  }

  /** The base URL of the REST API, web pages and git; GraphQL is at `/graphql` below it. */
  get url(): string {
    return this.service.url;
  }

  /** Returns all differences from GitHub's description. */
  get deviations(): readonly string[] {
    return this.#state.verdicts.deviations;
  }

  /** Returns how many requests of REST and points of GraphQL a token has used. */
  usedBy(token: string): { readonly requests: number; readonly points: number } {
    const { used } = this.#state;
    return { requests: used.get(`core ${token}`) ?? 0, points: used.get(`graphql ${token}`) ?? 0 };
  }

  /** Returns the points of every query so far, by its name. */
  get queries(): GitHubState['queries'] {
    return this.#state.queries;
  }

  /** Returns all permissions that calls have needed so far. */
  get demands(): readonly Demand[] {
    return this.#state.demands;
  }

  /** Returns and clears the deviations. */
  takeDeviations(): string[] {
    return this.#state.verdicts.deviations.splice(0);
  }

  addUser(user: Partial<User> & { login: string }): User {
    return this.#state.addUser(user);
  }

  addTeam(team: Omit<Team, 'id'>): Team {
    const added = { id: this.#state.nextId(), ...team };
    this.#state.teams.set(`${team.org}/${team.slug}`.toLowerCase(), added);
    return added;
  }

  /** Sets how a token without “Members: read” sees the teams of a review; `hidden` by default. */
  showTeamsOfReviews(teams: TeamsOfReviews): void {
    this.#state.teamsOfReviews = teams;
  }

  /** Serves web pages, which GitHub has at addresses that are not of its API; `undefined` is 404. */
  servePages(pages: NonNullable<GitHubState['pages']>): void {
    this.#state.pages = pages;
  }

  addToken(token: Token): void {
    this.#state.tokens.set(token.token, token);
  }

  addApp(app: App): void {
    const others = this.#state.apps.filter(({ id }) => id !== app.id);
    this.#state.apps.splice(0, Number.POSITIVE_INFINITY, ...others, app);
  }

  /** Returns the tokens that Apps asked for. */
  get issued(): readonly IssuedToken[] {
    return this.#state.issued;
  }

  /** Returns the tokens that were revoked. */
  get revoked(): readonly string[] {
    return this.#state.revoked;
  }

  /** Sets GitHub's clock ahead of this machine's. */
  setClockAhead(ms: number): void {
    this.#state.clockAheadMs = ms;
  }

  createRepository(fullName: string, options: RepositoryOptions): Promise<Repository> {
    return Repository.create(this.#state, fullName, this.#directory, this.url, options);
  }

  /** Stops the server. @throws Error if a response did not match GitHub's description */
  async close(): Promise<void> {
    await this.service.close();
    await Promise.all([...this.#state.repositories.values()].map(({ objects }) => objects.close()));
    await recordVerdicts(this.#state.verdicts);
    if (this.deviations.length > 0)
      throw new Error(`Responses differ from GitHub's description:\n${this.deviations.join('\n')}`);
  }
}
