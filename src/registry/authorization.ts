import { eager } from '../eager.ts';
import { mask } from '../http/redact.ts';
import type { ImageName } from '../image-reference.ts';
import { basicHeader } from './basic-header.ts';
import { type Challenge, parseChallenge } from './challenge.ts';
import { type Credentials, IDENTITY_TOKEN } from './credentials.ts';
import type { Machine } from './machine.ts';
import { dockerCredentials } from './providers/docker-config.ts';
import { ecrCredentials, isEcr } from './providers/ecr.ts';
import { fetchToken } from './token.ts';

export interface AuthorizationOptions {
  readonly image: ImageName;
  /** Default: the credentials of Amazon ECR or Docker, or anonymous access if there are none. */
  readonly credentials?: Credentials;
  /** The actions that the bearer token is for: `pull` or `pull,push`. */
  readonly actions: string;
  readonly machine: Machine;
}

/**
 * The `Authorization` header of one repository, resolved on first use and cached.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export class Authorization {
  readonly #options: AuthorizationOptions;
  #credentials: Promise<Credentials | undefined> | undefined;
  #header: Promise<string | undefined>;

  constructor(options: AuthorizationOptions) {
    this.#options = options;
    // Amazon ECR always asks for Basic, so the first call need not be rejected to find out.
    this.#header = eager(
      isEcr(options.image.registry) ? Promise.resolve().then(() => this.#basic()) : Promise.resolve(undefined),
    );
  }

  /** Returns the header for the next call; `undefined` until the registry asks for one. */
  header(): Promise<string | undefined> {
    return this.#header;
  }

  /** Returns the user name and password that Docker needs; `undefined` for anonymous access. */
  credentials(): Promise<Credentials | undefined> {
    const { image, credentials, machine } = this.#options;
    this.#credentials ??= credentials !== undefined ? Promise.resolve(credentials) : find(image.registry, machine);
    return this.#credentials;
  }

  /**
   * Answers the challenge of a 401, so that `header()` returns what it asks for. Returns false if that would be `sent` again.
   * @throws RegistryError, RetryableError of the token service
   */
  async meet(wwwAuthenticate: string | undefined, sent: string | undefined): Promise<boolean> {
    const challenge = parseChallenge(wwwAuthenticate);
    if (challenge === undefined) return false;
    if ((await this.#header) === sent) this.#renew(challenge, sent);
    const header = await this.#header;
    return header !== undefined && header !== sent;
  }

  /** Does not cache a failure: the next attempt asks the token service again. */
  #renew(challenge: Challenge, sent: string | undefined): void {
    const renewed = this.#answer(challenge);
    this.#header = renewed;
    renewed.catch(() => {
      if (this.#header === renewed) this.#header = Promise.resolve(sent);
    });
  }

  /** Returns no header for an identity token, which only a token service accepts. */
  async #basic(): Promise<string | undefined> {
    const credentials = await this.credentials();
    return credentials === undefined || credentials.username === IDENTITY_TOKEN ? undefined : basicHeader(credentials);
  }

  async #answer(challenge: Challenge): Promise<string | undefined> {
    if (challenge.scheme === 'basic') return this.#basic();
    const { image, actions } = this.#options;
    const scope = `repository:${image.repository}:${actions}`;
    const { realm, service } = challenge;
    return `Bearer ${await fetchToken({ registry: image.registry, realm, service, scope }, await this.credentials())}`;
  }
}

async function find(registry: string, machine: Machine): Promise<Credentials | undefined> {
  if (isEcr(registry)) return ecrCredentials(registry, machine);
  const credentials = await dockerCredentials(registry, machine);
  if (credentials !== undefined) mask(credentials.password);
  return credentials;
}
