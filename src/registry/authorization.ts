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
  /** Without them those of Amazon ECR or of docker; where there are none, anonymous. */
  readonly credentials?: Credentials;
  /** What the bearer token is asked for: `pull` or `pull,push`. */
  readonly actions: string;
  readonly machine: Machine;
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
    this.#header = eager(
      isEcr(options.image.registry) ? Promise.resolve().then(() => this.#basic()) : Promise.resolve(undefined),
    );
  }

  /** The header for the next call; `undefined` while nothing was asked for. */
  header(): Promise<string | undefined> {
    return this.#header;
  }

  /** User name and password, as docker needs them; `undefined` for anonymous use. */
  credentials(): Promise<Credentials | undefined> {
    const { image, credentials, machine } = this.#options;
    this.#credentials ??= credentials !== undefined ? Promise.resolve(credentials) : find(image.registry, machine);
    return this.#credentials;
  }

  /**
   * Answers a 401, so that `header()` gives what it asked for; false when there is nothing better to send than `sent`.
   * @throws RegistryError, RetryableError of the token service
   */
  async meet(wwwAuthenticate: string | undefined, sent: string | undefined): Promise<boolean> {
    const challenge = parseChallenge(wwwAuthenticate);
    if (challenge === undefined) return false;
    if ((await this.#header) === sent) this.#renew(challenge, sent);
    const header = await this.#header;
    return header !== undefined && header !== sent;
  }

  /** An answer that fails is not kept: the next attempt asks anew. */
  #renew(challenge: Challenge, sent: string | undefined): void {
    const renewed = this.#answer(challenge);
    this.#header = renewed;
    renewed.catch(() => {
      if (this.#header === renewed) this.#header = Promise.resolve(sent);
    });
  }

  /** An identity token is only for a token service. */
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
