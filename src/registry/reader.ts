import type { Readable } from 'node:stream';
import { retry } from '../http/retry.ts';
import { digestOf } from '../image/oci/digest.ts';
import type { Descriptor, Index, StoredManifest } from '../image/oci/manifest.ts';
import { MANIFEST_TYPES, OCI_INDEX } from '../image/oci/media-types.ts';
import type { ImageName } from '../image-reference.ts';
import { Authorization } from './authorization.ts';
import { classifyRejection } from './classify-rejection.ts';
import { RegistryError } from './errors.ts';
import { withIdleTimeout } from './idle-timeout.ts';
import { type Machine, PLAIN_MACHINE } from './machine.ts';
import type { RegistryResponse } from './request.ts';
import { Session } from './session.ts';

export const RETRY_LIMIT_MS = 60_000;
/** How much longer to wait if the registry asks for it with `Retry-After`. */
const RETRY_AFTER_EXTRA_MS = 240_000;

export interface ReaderOptions {
  /** Default: a machine on which nothing is configured. */
  readonly machine?: Machine;
  /** How long a call is retried after an outage, in milliseconds; 0 means one attempt. */
  readonly retryLimitMs?: number;
}

/** Opens one repository of a registry for reading, with the credentials of Amazon ECR or Docker, or anonymously. */
export function openReader(image: ImageName, options: ReaderOptions = {}): RegistryReader {
  const { machine = PLAIN_MACHINE } = options;
  const authorization = new Authorization({ image, machine, actions: 'pull' });
  return new RegistryReader(new Session(image, authorization, machine.registryEndpoints), options);
}

/**
 * The half of the registry client that writes nothing. Planning an image gets this type, so the compiler checks that
 * nothing is written before the approval is proved.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class RegistryReader {
  readonly image: ImageName;
  readonly retryLimitMs: number;
  protected readonly session: Session;

  constructor(session: Session, { retryLimitMs = RETRY_LIMIT_MS }: ReaderOptions = {}) {
    this.image = session.image;
    this.session = session;
    this.retryLimitMs = retryLimitMs;
  }

  /** Returns the digest behind a tag; `undefined` when there is none. */
  async resolve(reference: string): Promise<string | undefined> {
    const answer = await this.#request('HEAD', `manifests/${reference}`, { accept: MANIFEST_TYPES.join(', ') });
    if (answer === undefined) return undefined;
    const digest = answer.headers['docker-content-digest'];
    return typeof digest === 'string' ? digest : (await this.getManifest(reference))?.digest;
  }

  /** Returns a manifest by tag or digest; `undefined` when there is none. */
  async getManifest(reference: string): Promise<StoredManifest | undefined> {
    const answer = await this.#request('GET', `manifests/${reference}`, { accept: MANIFEST_TYPES.join(', ') });
    if (answer === undefined) return undefined;
    const digest = digestOf(answer.body);
    const named = reference.startsWith('sha256:') ? reference : answer.headers['docker-content-digest'];
    if (named !== undefined && named !== digest) throw this.wrongBody(`manifest ${reference}`, digest);
    // A registry, or a proxy in front of it, may add parameters.
    const [contentType = ''] = answer.headers['content-type']?.split(';') ?? [];
    const mediaType = contentType.trim() || JSON.parse(answer.body.toString()).mediaType;
    return { mediaType, digest, bytes: answer.body };
  }

  async hasBlob(digest: string): Promise<boolean> {
    return (await this.#request('HEAD', `blobs/${digest}`)) !== undefined;
  }

  /** Returns the manifests that refer to one; `undefined` if the registry does not list referrers. */
  async listReferrers(digest: string): Promise<readonly Descriptor[] | undefined> {
    const answer = await this.#request('GET', `referrers/${digest}`, { accept: OCI_INDEX });
    if (answer === undefined) return undefined;
    const { manifests }: Partial<Index> = JSON.parse(answer.body.toString());
    return manifests ?? [];
  }

  /** Returns a small blob, checked against its digest. @throws RegistryError `unavailable` when it is missing or wrong */
  async getBlob({ digest, data }: Descriptor): Promise<Buffer> {
    const embedded = data === undefined ? undefined : Buffer.from(data, 'base64');
    if (embedded !== undefined && digestOf(embedded) === digest) return embedded;
    const answer = await this.#request('GET', `blobs/${digest}`);
    if (answer !== undefined && digestOf(answer.body) === digest) return answer.body;
    throw this.wrongBody(`blob ${digest}`, answer === undefined ? 'nothing' : digestOf(answer.body));
  }

  /** Returns a large blob as a stream, which fails with a RegistryError on an outage. The caller checks the digest. */
  async openBlob(digest: string): Promise<Readable> {
    return this.inRepository(async () => {
      const { call, message } = await this.session.download(`blobs/${digest}`);
      if (message.statusCode === 200) return withIdleTimeout(call, message);
      message.resume();
      throw this.wrongBody(`blob ${digest}`, `HTTP ${message.statusCode}`);
    });
  }

  /** Retries after an outage, and after the wait that the registry asks for. */
  protected inRepository<T>(attempt: () => Promise<T>): Promise<T> {
    return retry(this.retryLimitMs, attempt, RETRY_AFTER_EXTRA_MS);
  }

  protected wrongBody(what: string, got: string): RegistryError {
    const { registry, repository } = this.image;
    const message = `${registry}/${repository} returned the wrong content for the ${what}: ${got}`;
    return new RegistryError('unavailable', message, { call: { service: 'registry', request: what } });
  }

  /** Returns the registry's response; `undefined` for 404. Throws for any status but 200 and 404. */
  async #request(
    method: 'GET' | 'HEAD',
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RegistryResponse | undefined> {
    return this.inRepository(async () => {
      const { call, answer } = await this.session.attempt(method, path, { headers });
      if (answer.status === 200) return answer;
      // A missing repository also counts as empty: the first push may create it.
      if (answer.status === 404) return undefined;
      throw classifyRejection(this.image, call, answer);
    });
  }
}
