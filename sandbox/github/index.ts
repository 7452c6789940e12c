import { mkdir } from 'node:fs/promises';
import { type Answer, json, type Request } from '../http/message.ts';
import { type Route, Service } from '../http/service.ts';
import { identify, refuse, withRateLimit } from './access.ts';
import { executeGraphql, operationName } from './graphql/execute.ts';
import { Judge } from './judge.ts';
import { Repository, type RepositoryOptions } from './repository.ts';
import { actionsSettingsRoutes } from './rest/actions-settings.ts';
import { codeownersRoutes } from './rest/codeowners.ts';
import { commitRoutes } from './rest/commits.ts';
import { contentRoutes } from './rest/contents.ts';
import { environmentRoutes } from './rest/environments.ts';
import { protectionRoutes } from './rest/protection.ts';
import { pullRoutes } from './rest/pulls.ts';
import { repositoryRoutes } from './rest/repositories.ts';
import { rulesetRoutes } from './rest/rulesets.ts';
import { teamRoutes } from './rest/teams.ts';
import { treeRoutes } from './rest/trees.ts';
import { smartHttpRoutes } from './smart-http.ts';
import { GitHubState, type Team, type Token, type User } from './state.ts';

export interface GitHubOptions {
  /** Where the bare repositories live. */
  readonly directory: string;
  /** Check every REST answer against GitHub's own description; what deviates is answered as 500 and kept. */
  readonly judge?: boolean;
  readonly port?: number;
}

/** A GitHub on loopback: REST, GraphQL and smart HTTP over real bare git repositories. */
export async function startGitHub(options: GitHubOptions): Promise<GitHubServer> {
  await mkdir(options.directory, { recursive: true });
  const state = new GitHubState();
  const verdicts = { deviations: [] as string[], validated: 0 };
  const judge = options.judge === true ? new Judge() : undefined;
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
    beforeSend: (_, request, answer) => (judge === undefined ? answer : judged(judge, verdicts, request, answer)),
  });
  return new GitHubServer(state, service, options.directory, verdicts);
}

function restRoutes(state: GitHubState): Route[] {
  return [
    actionsSettingsRoutes,
    codeownersRoutes,
    commitRoutes,
    contentRoutes,
    environmentRoutes,
    protectionRoutes,
    pullRoutes,
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
      return withRateLimit(state, request, refuse(error));
    }
  };
  return { method: 'POST', path: '/graphql', name: operationName, handle };
}

function judged(
  judge: Judge,
  verdicts: { deviations: string[]; validated: number },
  request: Request,
  answer: Answer,
): Answer {
  const isRest = request.url.pathname !== '/graphql' && !request.url.pathname.includes('.git/');
  if (!isRest || answer.status >= 500) return answer;
  const found = judge.deviations(request.method, request.url.pathname, answer.status, String(answer.body ?? ''));
  verdicts.validated += 1;
  if (found.length === 0) return answer;
  verdicts.deviations.push(...found);
  return json(500, { message: found.join('\n') });
}

export class GitHubServer {
  readonly service: Service;
  readonly #state: GitHubState;
  readonly #directory: string;
  readonly #verdicts: { readonly deviations: readonly string[]; readonly validated: number };

  constructor(
    state: GitHubState,
    service: Service,
    directory: string,
    verdicts: { deviations: readonly string[]; validated: number },
  ) {
    this.#state = state;
    this.service = service;
    this.#directory = directory;
    this.#verdicts = verdicts;
  }

  /** Base of the REST API, of web pages and of git's addresses; GraphQL is `/graphql` below it. */
  get url(): string {
    return this.service.url;
  }

  /** What was not as GitHub describes it. */
  get deviations(): readonly string[] {
    return this.#verdicts.deviations;
  }

  /** How many REST answers were checked. */
  get validated(): number {
    return this.#verdicts.validated;
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

  async close(): Promise<void> {
    await this.service.close();
    await Promise.all([...this.#state.repositories.values()].map(({ objects }) => objects.close()));
  }
}
