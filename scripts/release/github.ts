const LIMIT_MS = 60_000;

/** A request to GitHub failed with this HTTP status. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface GitHubOptions {
  /** Base of the REST API. */
  readonly api: string;
  /** owner/name */
  readonly repository: string;
  readonly token: string;
}

/** GitHub's REST API of one repository. Uses only Node's built-ins: the job with the right to publish runs no packages. */
export class GitHub {
  readonly #options: GitHubOptions;

  constructor(options: GitHubOptions) {
    this.#options = options;
  }

  /** Sends JSON and returns the JSON of the response. @throws GitHubError */
  call<T>(method: string, path: string, body?: object): Promise<T> {
    const url = `${this.#options.api}/repos/${this.#options.repository}${path}`;
    return this.#send(method, url, 'application/json', body === undefined ? undefined : JSON.stringify(body));
  }

  /** Uploads a file to a URL from GitHub. @throws GitHubError */
  upload(url: string, mediaType: string, bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
    return this.#send('POST', url, mediaType, bytes);
  }

  async #send<T>(method: string, url: string, type: string, body?: string | Uint8Array<ArrayBuffer>): Promise<T> {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${this.#options.token}`,
        'content-type': type,
        'x-github-api-version': '2022-11-28',
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = await response.text();
    if (response.ok) return text === '' ? (undefined as T) : JSON.parse(text);
    throw new GitHubError(
      response.status,
      `GitHub returned ${response.status} for ${method} ${new URL(url).pathname}: ${text}`,
    );
  }
}
