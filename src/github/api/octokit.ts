import { debug } from '@actions/core';
import type { getOctokit } from '@actions/github';
import type { AppKey } from './token.ts';

export type Octokit = ReturnType<typeof getOctokit>;

export interface OctokitOptions {
  /** A token, or the key of a GitHub App, for the few calls that GitHub accepts it for. */
  readonly token: string | AppKey;
  /** `undefined`: the runner's API URL, or api.github.com. */
  readonly apiUrl: string | undefined;
  /** The time limit of one call, including the body. Milliseconds. */
  readonly limitMs: number;
}

/**
 * Returns the Octokit of `@actions/github` with a time limit and checks of the response.
 *
 * The package is imported here and not at the top, because it reads the event file on import, and only inside `run` does
 * an error become an annotation.
 */
export async function openOctokit({ token, apiUrl, limitMs }: OctokitOptions): Promise<Octokit> {
  const options = { userAgent: 'flux-airflow', ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }) };
  const octokit = typeof token === 'string' ? await openWithToken(token, options) : await openAsApp(token, options);
  octokit.hook.before('request', (options) => {
    const redirect = options.method === 'GET' ? 'follow' : 'error';
    options.request = { ...options.request, redirect, signal: AbortSignal.timeout(limitMs) };
  });
  octokit.hook.after('request', (answer, { baseUrl }) => {
    assertSameHost(baseUrl, answer.url);
    assertWhole(answer);
  });
  return octokit;
}

async function openWithToken(token: string, options: object): Promise<Octokit> {
  const { getOctokit } = await import('@actions/github');
  return getOctokit(token, options);
}

/**
 * Signs each call with the key, as a JSON Web Token that is valid for ten minutes. If GitHub says that the clock of this
 * machine is wrong, `@octokit/auth-app` signs once more with GitHub's time.
 */
async function openAsApp(key: AppKey, options: object): Promise<Octokit> {
  const [{ GitHub }, { createAppAuth }] = await Promise.all([
    import('@actions/github/lib/utils'),
    import('@octokit/auth-app'),
  ]);
  return new GitHub({ ...options, authStrategy: createAppAuth, auth: { ...key, log: { warn: debug } } });
}

/**
 * Throws if a redirect led to another host: `fetch` sent it no token, but its response is not GitHub's. The old name of a
 * repository redirects within the host:
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 */
function assertSameHost(baseUrl: string, url: string): void {
  const { origin, host } = new URL(url);
  if (origin !== new URL(baseUrl).origin) throw failure(307, `${baseUrl} redirects to another host, ${host}`);
}

/** Throws if the body is not JSON: Octokit returns a truncated body as text, possibly empty. */
function assertWhole({ status, data }: { readonly status: number; readonly data: unknown }): void {
  if (status !== 204 && typeof data === 'string') throw failure(500, 'the response is not JSON, or is truncated');
}

/** Returns an error in Octokit's form; the client retries after 500, but not after 307. */
function failure(status: 307 | 500, message: string): Error {
  return Object.assign(new Error(message), { status });
}
