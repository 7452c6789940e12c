import { UserError } from '../errors.ts';
import { mask } from '../wire/mask.ts';
import { type Challenge, parseChallenge } from './challenge.ts';
import { type Credentials, dockerCredentials } from './docker-config.ts';
import { ecrCredentials, isEcr } from './ecr.ts';
import { isLoopback } from './endpoint.ts';
import type { ImageName } from './reference.ts';
import { send } from './wire.ts';

export interface AuthorizationOptions {
  readonly image: ImageName;
  /** Without them those of Amazon ECR or of docker; where there are none, anonymous. */
  readonly credentials?: Credentials;
  /** What the bearer token is asked for: `pull` or `pull,push`. */
  readonly actions: string;
}

/**
 * The `Authorization` header of one repository, found when it is first needed and kept.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export class Authorization {
  readonly #options: AuthorizationOptions;
  #credentials: Promise<Credentials | undefined> | undefined;
  #header: Promise<string | undefined>;

  constructor(options: AuthorizationOptions) {
    this.#options = options;
    // ECR's challenge is known beforehand, so no call is lost on it.
    this.#header = isEcr(options.image.registry)
      ? Promise.resolve().then(() => this.#basic())
      : Promise.resolve(undefined);
    this.#header.catch(() => {});
  }

  /** The header for the next call; `undefined` while nothing was asked for. */
  header(): Promise<string | undefined> {
    return this.#header;
  }

  /** User name and password, as docker needs them; `undefined` for anonymous use. */
  credentials(): Promise<Credentials | undefined> {
    const { image, credentials } = this.#options;
    this.#credentials ??= credentials !== undefined ? Promise.resolve(credentials) : find(image.registry);
    return this.#credentials;
  }

  /**
   * Answers a 401, so that `header()` gives what it asked for; false when there is nothing better to send than `sent`.
   * @throws UserError, OutageError, TryAgain of the token service
   */
  async meet(wwwAuthenticate: string | undefined, sent: string | undefined): Promise<boolean> {
    const challenge = parseChallenge(wwwAuthenticate);
    if (challenge === undefined) return false;
    if ((await this.#header) === sent) this.#header = this.#answer(challenge);
    const header = await this.#header;
    return header !== undefined && header !== sent;
  }

  async #basic(): Promise<string | undefined> {
    const credentials = await this.credentials();
    return credentials === undefined ? undefined : basicHeader(credentials);
  }

  async #answer(challenge: Challenge): Promise<string | undefined> {
    if (challenge.scheme === 'basic') return this.#basic();
    const { image, actions } = this.#options;
    const url = new URL(challenge.realm);
    if (challenge.service !== undefined) url.searchParams.set('service', challenge.service);
    url.searchParams.set('scope', `repository:${image.repository}:${actions}`);
    return `Bearer ${await fetchToken(url, await this.credentials())}`;
  }
}

async function find(registry: string): Promise<Credentials | undefined> {
  if (isEcr(registry)) return ecrCredentials(registry);
  const credentials = await dockerCredentials(registry);
  if (credentials !== undefined) mask(credentials.password);
  return credentials;
}

function basicHeader({ username, password }: Credentials): string {
  const encoded = Buffer.from(`${username}:${password}`).toString('base64');
  mask(encoded);
  return `Basic ${encoded}`;
}

async function fetchToken(url: URL, credentials: Credentials | undefined): Promise<string> {
  const secure = url.protocol === 'https:' || isLoopback(url.host);
  const authorization = credentials === undefined ? undefined : basicHeader(credentials);
  if (!secure) throw refused(url, 'its address is not https');
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const { status, body } = await send({ method: 'GET', url: url.href, headers });
  if (status !== 200) throw refused(url, `it answered ${status}`);
  const { token, access_token } = JSON.parse(body.toString());
  const value: string = token ?? access_token ?? '';
  mask(value);
  return value;
}

function refused(url: URL, reason: string): UserError {
  return new UserError(
    'registry-denied',
    `The token service ${url.host} gave no token: ${reason}.`,
    'Check the credentials of the registry, and that they may pull and push this repository.',
  );
}
