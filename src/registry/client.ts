import { Readable } from 'node:stream';
import { retry } from '../http/retry.ts';
import type { Blob } from '../image/oci/blob.ts';
import { digestOf } from '../image/oci/digest.ts';
import type { Descriptor, Index, StoredManifest } from '../image/oci/manifest.ts';
import { MANIFEST_TYPES, OCI_INDEX } from '../image/oci/media-types.ts';
import type { ImageName } from '../image-reference.ts';
import { Authorization } from './authorization.ts';
import { classifyRejection, errorCodes } from './classify-rejection.ts';
import type { Credentials } from './credentials.ts';
import { RegistryError } from './errors.ts';
import { withIdleTimeout } from './idle-timeout.ts';
import { type Machine, PLAIN_MACHINE } from './machine.ts';
import { createEcrRepository, isEcr } from './providers/ecr.ts';
import type { RegistryResponse } from './request.ts';
import { Session } from './session.ts';
import { type Begun, beginUpload, uploadBlob } from './upload.ts';

const RETRY_LIMIT_MS = 60_000;

export interface RegistryOptions {
  readonly image: ImageName;
  /** Without them those of Amazon ECR or of docker; where there are none, anonymous. */
  readonly credentials?: Credentials;
  /** Without it one on which nothing is configured. */
  readonly machine?: Machine;
  /** For images of others: a token that may pull is enough. */
  readonly pullOnly?: boolean;
  /** Before this is done, no call is repeated, and no repository is made. */
  readonly permitted?: Promise<unknown>;
  /** Amazon ECR makes no repository on push: whether to make one that is missing. */
  readonly createRepository?: boolean;
}

/** One repository of a registry. Nothing is sent before the first question. */
export function openRegistry(options: RegistryOptions): Registry {
  return new Registry(options);
}

/** Client of https://github.com/opencontainers/distribution-spec/blob/main/spec.md for one repository. */
export class Registry {
  readonly image: ImageName;
  readonly machine: Machine;
  readonly #authorization: Authorization;
  readonly #session: Session;
  readonly #mayCreate: boolean;
  #permitted: Promise<unknown> | undefined;
  #created: Promise<void> | undefined;

  constructor({
    image,
    credentials,
    machine = PLAIN_MACHINE,
    pullOnly = false,
    createRepository = false,
    permitted,
  }: RegistryOptions) {
    this.image = image;
    this.machine = machine;
    this.#permitted = permitted;
    this.#authorization = new Authorization({
      image,
      machine,
      actions: pullOnly ? 'pull' : 'pull,push',
      ...(credentials === undefined ? {} : { credentials }),
    });
    this.#session = new Session(image, this.#authorization, machine.registryEndpoints);
    this.#mayCreate = createRepository && isEcr(image.registry);
  }

  /** From now on as with the option `permitted`. Where that never comes, whoever asks in vain waits for ever. */
  holdUntil(permitted: Promise<unknown>): void {
    this.#permitted = permitted;
  }

  /** User name and password; `undefined` for anonymous use. */
  credentials(): Promise<Credentials | undefined> {
    return this.#authorization.credentials();
  }

  /** The digest behind a tag; `undefined` when there is none. */
  async resolve(reference: string): Promise<string | undefined> {
    const answer = await this.#request('HEAD', `manifests/${reference}`, { accept: MANIFEST_TYPES.join(', ') });
    if (answer.status === 404) return undefined;
    const digest = answer.headers['docker-content-digest'];
    return typeof digest === 'string' ? digest : (await this.getManifest(reference))?.digest;
  }

  /** A manifest by tag or digest; `undefined` when there is none. */
  async getManifest(reference: string): Promise<StoredManifest | undefined> {
    const answer = await this.#request('GET', `manifests/${reference}`, { accept: MANIFEST_TYPES.join(', ') });
    if (answer.status === 404) return undefined;
    const digest = digestOf(answer.body);
    const named = reference.startsWith('sha256:') ? reference : answer.headers['docker-content-digest'];
    if (named !== undefined && named !== digest) throw this.#wrongBody(`manifest ${reference}`, digest);
    // A registry, or a proxy before it, may add parameters.
    const [told = ''] = answer.headers['content-type']?.split(';') ?? [];
    const mediaType = told.trim() || JSON.parse(answer.body.toString()).mediaType;
    return { mediaType, digest, bytes: answer.body };
  }

  async hasBlob(digest: string): Promise<boolean> {
    return (await this.#request('HEAD', `blobs/${digest}`)).status === 200;
  }

  /** The manifests that refer to one; `undefined` where the registry keeps no such list. */
  async listReferrers(digest: string): Promise<readonly Descriptor[] | undefined> {
    const answer = await this.#request('GET', `referrers/${digest}`, { accept: OCI_INDEX });
    if (answer.status === 404) return undefined;
    const { manifests }: Partial<Index> = JSON.parse(answer.body.toString());
    return manifests ?? [];
  }

  /** A small blob, checked against its digest. @throws RegistryError `unavailable` when it is missing or wrong */
  async getBlob({ digest, data }: Descriptor): Promise<Buffer> {
    const embedded = data === undefined ? undefined : Buffer.from(data, 'base64');
    if (embedded !== undefined && digestOf(embedded) === digest) return embedded;
    const { status, body } = await this.#request('GET', `blobs/${digest}`);
    if (status === 200 && digestOf(body) === digest) return body;
    throw this.#wrongBody(`blob ${digest}`, status === 404 ? 'nothing' : digestOf(body));
  }

  /** A large blob as a stream, which an outage ends with a RegistryError; whoever reads it checks its digest. */
  async openBlob(digest: string): Promise<Readable> {
    return retry(RETRY_LIMIT_MS, async () => {
      const { call, message } = await this.#session.download(`blobs/${digest}`);
      if (message.statusCode === 200) return withIdleTimeout(call, message);
      message.resume();
      throw this.#wrongBody(`blob ${digest}`, `HTTP ${message.statusCode}`);
    });
  }

  /**
   * Uploads a blob, unless it turns out to be there; whether or not, without `isThere`. The upload is begun meanwhile: one
   * that was begun in vain ends by itself.
   */
  async putBlob(blob: Blob, isThere?: Promise<boolean>): Promise<void> {
    let begun: Begun | undefined = beginUpload(this.#session);
    // Whoever uploads sees the error.
    begun.catch(() => {});
    if (await isThere) return;
    await this.#inRepository(() => {
      const upload = uploadBlob(this.#session, blob, begun);
      begun = undefined;
      return upload;
    });
  }

  /**
   * Stores a manifest under a tag or its digest, as the registry says that it has it; `immutable` when the tag exists and
   * the registry keeps it as it is.
   */
  async putManifest(reference: string, { mediaType, digest, bytes }: StoredManifest): Promise<'stored' | 'immutable'> {
    return this.#inRepository(async () => {
      const { call, answer } = await this.#session.attempt('PUT', `manifests/${reference}`, {
        headers: { 'content-type': mediaType },
        body: { size: bytes.length, open: () => Readable.from([bytes]) },
      });
      if (answer.status === 400 && errorCodes(answer.body).includes('TAG_INVALID')) return 'immutable';
      if (answer.status !== 201) throw classifyRejection(this.image, call, answer);
      const told = answer.headers['docker-content-digest'] ?? (await this.resolve(reference));
      if (told !== digest) throw this.#wrongBody(`manifest ${reference}`, String(told));
      return 'stored';
    });
  }

  /** A question that repeats safely; 200 and 404 are answers, all else is an error. */
  #request(
    method: 'GET' | 'HEAD',
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RegistryResponse> {
    return this.#inRepository(async () => {
      const { call, answer } = await this.#session.attempt(method, path, { headers });
      if (answer.status === 200) return answer;
      // Amazon ECR makes no repository on push, so a missing one is better said before anything is built.
      const isMissing = isEcr(this.image.registry) && errorCodes(answer.body).includes('NAME_UNKNOWN');
      if (answer.status === 404 && !isMissing) return answer;
      throw classifyRejection(this.image, call, answer);
    });
  }

  /** Repeats what may be repeated; where the repository is missing and may be made, makes it first. */
  async #inRepository<T>(attempt: () => Promise<T>): Promise<T> {
    return retry(RETRY_LIMIT_MS, attempt, this.#permitted).catch(async (error: unknown) => {
      const isMissing = error instanceof RegistryError && error.kind === 'repository-missing';
      if (!isMissing || !this.#mayCreate) throw error;
      await this.#permitted;
      this.#created ??= createEcrRepository(this.image, this.machine);
      await this.#created;
      return retry(RETRY_LIMIT_MS, attempt);
    });
  }

  #wrongBody(what: string, got: string): RegistryError {
    const { registry, repository } = this.image;
    const message = `${registry}/${repository} returned for the ${what} something else: ${got}`;
    return new RegistryError('unavailable', message, { call: { service: 'registry', request: what } });
  }
}
