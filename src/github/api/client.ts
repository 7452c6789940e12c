import { RetryableError, retry } from '../../http/retry.ts';
import { authenticate, type OpenedOctokit } from './authentication.ts';
import { classifyError } from './classify-error.ts';
import { isGitHubError } from './errors.ts';
import type { Octokit } from './octokit.ts';
import type { GitHubToken } from './token.ts';

/** The version of the REST API; https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = '2022-11-28';
const CALL_LIMIT_MS = 30_000;
const RETRY_LIMIT_MS = 120_000;

export interface GitHubOptions {
  readonly token: GitHubToken;
  /** Default: the address that `@actions/github` reads from the runner. */
  readonly apiUrl?: string;
  /** The name of the token in errors: that of its input, such as `github-token`. */
  readonly tokenName: string;
  /** The time limit of one request with all retries, for requests that may fail rather than delay the run. Milliseconds. */
  readonly timeoutMs?: number;
}

/** The read-only part of the client. */
export type GitHubReader = Pick<GitHub, 'query' | 'get' | 'getPage' | 'tokenName'>;

/** A page of a list. */
export interface Page<T> {
  readonly data: T;
  /** The cursor of the next page; `undefined` on the last one. */
  readonly after: string | undefined;
}

/** Calls GitHub's API with time limits, retries of safe requests, and readable errors. */
export class GitHub {
  readonly #open: () => Promise<OpenedOctokit>;
  readonly tokenName: string;
  readonly #timeoutMs: number;

  constructor({ token, apiUrl, tokenName, timeoutMs = RETRY_LIMIT_MS }: GitHubOptions) {
    this.tokenName = tokenName;
    this.#timeoutMs = timeoutMs;
    this.#open = authenticate(token, { apiUrl, limitMs: Math.min(timeoutMs, CALL_LIMIT_MS) });
  }

  /** Runs a GraphQL query; retries any outage, because a query changes nothing. */
  query<T>(document: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
    return this.#send(nameOf(document), true, ({ graphql }) => graphql<T>(document, variables));
  }

  /** Runs a GraphQL mutation; retries only if GitHub said that it did nothing. */
  mutate<T>(document: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
    return this.#send(nameOf(document), false, ({ graphql }) => graphql<T>(document, variables));
  }

  /** Calls a REST route with GET, e.g. `GET /repos/{owner}/{repo}/compare/{basehead}`. */
  get<T>(route: `GET ${string}`, parameters: Readonly<Record<string, unknown>>): Promise<T> {
    const headers = { 'x-github-api-version': API_VERSION };
    return this.#send(
      route,
      true,
      async ({ request }) => (await request(route, { ...parameters, headers })).data as T,
      parameters,
    );
  }

  /** Calls a REST route with GET that lists its pages by a cursor, as the parameter `after`. */
  getPage<T>(route: `GET ${string}`, parameters: Readonly<Record<string, unknown>>): Promise<Page<T>> {
    const headers = { 'x-github-api-version': API_VERSION };
    return this.#send(
      route,
      true,
      async ({ request }) => {
        const answer = await request(route, { ...parameters, headers });
        return { data: answer.data as T, after: readCursor(answer.headers.link) };
      },
      parameters,
    );
  }

  /**
   * Calls a REST route that changes something; retries only if GitHub said that it did nothing.
   * @param repeatable whether to retry any outage, because a second call does no harm
   */
  write<T>(
    route: `${'POST' | 'PUT' | 'PATCH' | 'DELETE'} ${string}`,
    parameters: Readonly<Record<string, unknown>>,
    { repeatable = false } = {},
  ): Promise<T> {
    const headers = { 'x-github-api-version': API_VERSION };
    return this.#send(
      route,
      repeatable,
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
    const { tokenName } = this;
    return retry(this.#timeoutMs, async () => {
      const { octokit, isFresh } = await this.#open();
      try {
        return await call(octokit);
      } catch (thrown) {
        const context = { route: request, request: fillIn(request, parameters), repeatable, tokenName };
        const error = classifyError(thrown, context);
        throw isFresh && isGitHubError(error, 'token') ? new RetryableError(error) : error;
      }
    });
  }
}

/** Fills in the placeholders of a route: `GET /repos/{owner}/{repo}` becomes `GET /repos/o/r`. */
function fillIn(route: string, parameters: Readonly<Record<string, unknown>>): string {
  return route.replace(/\{(\w+)\}/g, (placeholder, name) => String(parameters[name] ?? placeholder));
}

/** Reads the cursor of the next page; https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
function readCursor(link: string | undefined): string | undefined {
  const [, next] = /<([^>]+)>;\s*rel="next"/.exec(link ?? '') ?? [];
  return next === undefined ? undefined : (new URL(next).searchParams.get('after') ?? undefined);
}

function nameOf(document: string): string {
  return `POST /graphql ${/(query|mutation)\s+(\w+)/.exec(document)?.[2] ?? ''}`.trim();
}
