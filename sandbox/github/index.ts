import { mkdir } from 'node:fs/promises';
import { type Answer, json, type Request } from '../http/message.ts';
import { type Route, Service } from '../http/service.ts';
import { identify } from './access.ts';
import { executeGraphql, operationName } from './graphql/execute.ts';
import { judgeAnswer } from './judge.ts';
import { withRateLimit } from './rate-limit.ts';
import { refusalAnswer } from './refusal.ts';
import { Repository, type RepositoryOptions } from './repository.ts';
import { actionsSettingsRoutes } from './rest/actions-settings.ts';
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
import { teamRoutes } from './rest/teams.ts';
import { treeRoutes } from './rest/trees.ts';
import { smartHttpRoutes } from './smart-http.ts';
import { type Demand, GitHubState, type Team, type Token, type User } from './state.ts';
import { recordVerdicts } from './verdicts.ts';

export interface GitHubOptions {
  /** Where the bare repositories live. */
  readonly directory: string;
  /** `false` leaves REST answers unchecked against GitHub's own description, where time is measured. */
  readonly judge?: boolean;
  readonly port?: number;
}

/**
 * A GitHub on loopback: REST, GraphQL and smart HTTP over real bare git repositories. A REST answer that is not as
 * GitHub describes it is sent as 500 and kept in `deviations`.
 */
export async function startGitHub(options: GitHubOptions): Promise<GitHubServer> {
  await mkdir(options.directory, { recursive: true });
  const state = new GitHubState();
  const judged = options.judge !== false;
  const service = await Service.start({
    name: 'github',
    ...(options.port === undefined ? {} : { port: options.port }),
    routes: [...smartHttpRoutes(state), graphqlRoute(state), ...restRoutes(state)],
    otherwise: (request) =>
      withRateLimit(
        state,
        request,
        json(404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' }),
      ),
    beforeSend: (_, request, answer) => (judged ? judgeAnswer(state.verdicts, request, answer) : answer),
  });
  return new GitHubServer(state, service, options.directory);
}

function restRoutes(state: GitHubState): Route[] {
  return [
    actionsSettingsRoutes,
    blobRoutes,
    checkRunRoutes,
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

function graphqlRoute(state: GitHubState): Route {
  const handle = async (request: Request): Promise<Answer> => {
    try {
      const caller = identify(state, request.headers.authorization);
      return withRateLimit(state, request, await executeGraphql(caller, request));
    } catch (error) {
      return withRateLimit(state, request, refusalAnswer(error));
    }
  };
  return { method: 'POST', path: '/graphql', name: operationName, handle };
}

/** The GitHub that was started: who is there, what it holds, and what it was asked. */
export class GitHubServer {
  readonly service: Service;
  readonly #state: GitHubState;
  readonly #directory: string;

  constructor(state: GitHubState, service: Service, directory: string) {
    this.#state = state;
    this.service = service;
    this.#directory = directory;
  }

  /** Base of the REST API, of web pages and of git's addresses; GraphQL is `/graphql` below it. */
  get url(): string {
    return this.service.url;
  }

  /** What was not as GitHub describes it. */
  get deviations(): readonly string[] {
    return this.#state.verdicts.deviations;
  }

  /** Every permission that calls have asked of their tokens until now. */
  get demands(): readonly Demand[] {
    return this.#state.demands;
  }

  /** Gives the deviations, and forgets them. */
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

  addToken(token: Token): void {
    this.#state.tokens.set(token.token, token);
  }

  createRepository(fullName: string, options: RepositoryOptions): Promise<Repository> {
    return Repository.create(this.#state, fullName, this.#directory, this.url, options);
  }

  /** @throws Error when an answer was not as GitHub describes it */
  async close(): Promise<void> {
    await this.service.close();
    await Promise.all([...this.#state.repositories.values()].map(({ objects }) => objects.close()));
    await recordVerdicts(this.#state.verdicts);
    if (this.deviations.length > 0) throw new Error(`not as GitHub describes it:\n${this.deviations.join('\n')}`);
  }
}
