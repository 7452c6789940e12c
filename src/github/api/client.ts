import { retry } from '../../http/retry.ts';
import { classifyError } from './classify-error.ts';
import { type Octokit, openOctokit } from './octokit.ts';

/** REST's version of the shapes that are read here; https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = '2022-11-28';
const CALL_LIMIT_MS = 30_000;
const RETRY_LIMIT_MS = 120_000;

export interface GitHubOptions {
  readonly token: string;
  /** Without it the runner's `GITHUB_API_URL`. */
  readonly apiUrl?: string;
  /** What the token is for, as errors name it: `github-token` or `gitops-token`. */
  readonly tokenName: string;
  /** How long one request may take, repeated or not, where not doing it is better than waiting. Milliseconds. */
  readonly timeoutMs?: number;
}

/** The half of the client that changes nothing. */
export type Reader = Pick<GitHub, 'query' | 'get'>;

/** The one way to GitHub's API: time limits, retries of what is safe to repeat, errors in words. */
export class GitHub {
  /** Loaded while the run does other things: it takes longer than a call. */
  readonly #octokit: Promise<Octokit>;
  readonly #tokenName: string;
  readonly #timeoutMs: number;

  constructor({ token, apiUrl = process.env.GITHUB_API_URL, tokenName, timeoutMs = RETRY_LIMIT_MS }: GitHubOptions) {
    this.#tokenName = tokenName;
    this.#timeoutMs = timeoutMs;
    this.#octokit = openOctokit({ token, apiUrl, limitMs: Math.min(timeoutMs, CALL_LIMIT_MS) });
  }

  /** A GraphQL query; repeated on failure, for it changes nothing. */
  query<T>(document: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
    return this.#send(nameOf(document), true, ({ graphql }) => graphql<T>(document, variables));
  }

  /** A GraphQL mutation; repeated only when GitHub said that it did nothing. */
  mutate<T>(document: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
    return this.#send(nameOf(document), false, ({ graphql }) => graphql<T>(document, variables));
  }

  /** A REST route of method GET, e.g. `GET /repos/{owner}/{repo}/compare/{basehead}`. */
  get<T>(route: `GET ${string}`, parameters: Readonly<Record<string, unknown>>): Promise<T> {
    const headers = { 'x-github-api-version': API_VERSION };
    return this.#send(
      route,
      true,
      async ({ request }) => (await request(route, { ...parameters, headers })).data as T,
      parameters,
    );
  }

  /** A REST route that changes something; repeated only when GitHub said that it did nothing. */
  write<T>(route: `${'POST' | 'PUT' | 'PATCH'} ${string}`, parameters: Readonly<Record<string, unknown>>): Promise<T> {
    const headers = { 'x-github-api-version': API_VERSION };
    return this.#send(
      route,
      false,
      async ({ request }) => (await request(route, { ...parameters, headers })).data as T,
      parameters,
    );
  }

  #send<T>(
    request: string,
    repeatable: boolean,
    call: (octokit: Octokit) => Promise<T>,
    parameters: Readonly<Record<string, unknown>> = {},
  ): Promise<T> {
    return retry(this.#timeoutMs, async () => {
      try {
        return await call(await this.#octokit);
      } catch (error) {
        throw classifyError(error, {
          route: request,
          request: fillIn(request, parameters),
          repeatable,
          tokenName: this.#tokenName,
        });
      }
    });
  }
}

/** A route with what it is about: `GET /repos/{owner}/{repo}` of which repository. */
function fillIn(route: string, parameters: Readonly<Record<string, unknown>>): string {
  return route.replace(/\{(\w+)\}/g, (placeholder, name) => String(parameters[name] ?? placeholder));
}

function nameOf(document: string): string {
  return `POST /graphql ${/(query|mutation)\s+(\w+)/.exec(document)?.[2] ?? ''}`.trim();
}
