import type { getOctokit } from '@actions/github';

export type Octokit = ReturnType<typeof getOctokit>;

export interface OctokitOptions {
  readonly token: string;
  /** Absent: api.github.com, or what the runner says. */
  readonly apiUrl: string | undefined;
  /** How long one call may take, from its start to the end of the body. Milliseconds. */
  readonly limitMs: number;
}

/**
 * Returns the Octokit of `@actions/github`, with a time limit and checks of the answer that it does not have itself.
 *
 * The package is loaded here and not at the start, because it reads the event file when it is loaded: only inside of
 * `run` does an error become an annotation.
 */
export async function openOctokit({ token, apiUrl, limitMs }: OctokitOptions): Promise<Octokit> {
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, {
    userAgent: 'flux-airflow',
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
  });
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

/**
 * Throws where a redirect led to another host. `fetch` sent it no token, but its answer is not GitHub's. The old name of
 * a repository redirects within the host:
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 */
function assertSameHost(baseUrl: string, url: string): void {
  const { origin, host } = new URL(url);
  if (origin !== new URL(baseUrl).origin) throw failure(307, `${baseUrl} is redirected to another host, ${host}`);
}

/** Throws where the body is not JSON: Octokit returns a body that was cut short as text, or as an empty one. */
function assertWhole({ status, data }: { readonly status: number; readonly data: unknown }): void {
  if (status !== 204 && typeof data === 'string') throw failure(500, 'the answer is not JSON, or was cut short');
}

/** Returns an error of the form of Octokit's; a call is repeated after 500, and not after 307. */
function failure(status: 307 | 500, message: string): Error {
  return Object.assign(new Error(message), { status });
}
