import { Readable } from 'node:stream';
import type { Blob } from '../image/oci/blob.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { ImageName } from '../image-reference.ts';
import { Authorization } from './authorization.ts';
import { classifyRejection } from './classify-rejection.ts';
import type { Credentials } from './credentials.ts';
import { errorCodes } from './error-body.ts';
import { RegistryError } from './errors.ts';
import { type Machine, PLAIN_MACHINE } from './machine.ts';
import { createEcrRepository, isEcr } from './providers/ecr.ts';
import { RegistryReader } from './reader.ts';
import type { RegistryResponse } from './request.ts';
import { Session } from './session.ts';
import { type BegunUpload, beginUpload, uploadBlob } from './upload.ts';

export interface RegistryOptions {
  readonly image: ImageName;
  /** Default: the credentials of Amazon ECR or Docker, or anonymous access if there are none. */
  readonly credentials?: Credentials;
  /** Default: a machine on which nothing is configured. */
  readonly machine?: Machine;
  /** Whether a token that can only pull is enough, as for base images. */
  readonly pullOnly?: boolean;
  /** Whether to create a missing repository, which Amazon ECR does not do on push. */
  readonly createRepository?: boolean;
}

/** Opens one repository of a registry. Sends nothing before the first call. */
export function openRegistry(options: RegistryOptions): Registry {
  return new Registry(options);
}

/** Reads and writes one repository of a registry. */
export class Registry extends RegistryReader {
  readonly machine: Machine;
  readonly #authorization: Authorization;
  readonly #mayCreate: boolean;
  #created: Promise<void> | undefined;

  constructor({
    image,
    credentials,
    machine = PLAIN_MACHINE,
    pullOnly = false,
    createRepository = false,
  }: RegistryOptions) {
    const authorization = new Authorization({
      image,
      machine,
      actions: pullOnly ? 'pull' : 'pull,push',
      ...(credentials === undefined ? {} : { credentials }),
    });
    super(new Session(image, authorization, machine.registryEndpoints));
    this.machine = machine;
    this.#authorization = authorization;
    this.#mayCreate = createRepository && isEcr(image.registry);
  }

  /** Returns a reader of the same repository that makes each call once, so that an outage is reported at once. */
  withoutRetries(): RegistryReader {
    return new RegistryReader(this.session, { retryLimitMs: 0 });
  }

  /** Returns the user name and password; `undefined` for anonymous access. */
  credentials(): Promise<Credentials | undefined> {
    return this.#authorization.credentials();
  }

  /**
   * Begins an upload and drops it, so that a missing repository or permission is an error before an image is built. Creates
   * a missing repository if that is allowed.
   * @throws RegistryError
   */
  async requireWritable(): Promise<void> {
    await this.inRepository(async () => {
      const { call, answer } = await this.session.attempt('POST', 'blobs/uploads/');
      if (answer.status !== 202) throw classifyRejection(this.image, call, answer);
    });
  }

  /** Opens as many connections for uploads, and writes nothing. @throws RegistryError `invalid-endpoints` */
  async openUploadConnections(count: number): Promise<void> {
    await this.session.openWriteConnections(count);
  }

  /** Asks the registry to begin an upload for `putBlob`. The registry drops one that is not used. */
  beginUpload(): BegunUpload {
    return beginUpload(this.session);
  }

  /** Uploads a blob; the first attempt uses the upload that was begun for it. */
  async putBlob(blob: Blob, begun?: BegunUpload): Promise<void> {
    let next = begun;
    await this.inRepository(() => {
      const upload = uploadBlob(this.session, blob, next);
      next = undefined;
      return upload;
    });
  }

  /**
   * Stores a manifest under a tag or its digest, and checks the digest that the registry reports. Returns `immutable` when
   * the tag exists and the registry does not move it.
   */
  async putManifest(reference: string, { mediaType, digest, bytes }: StoredManifest): Promise<'stored' | 'immutable'> {
    return this.inRepository(async () => {
      const send = () =>
        this.session.attempt('PUT', `manifests/${reference}`, {
          headers: { 'content-type': mediaType },
          body: { size: bytes.length, open: () => Readable.from([bytes]) },
        });
      const first = await send();
      const { call, answer } = isDisturbed(first.answer) ? await send() : first;
      if (answer.status === 400 && errorCodes(answer.body).includes('TAG_INVALID')) return 'immutable';
      if (answer.status !== 201) throw classifyRejection(this.image, call, answer);
      const reported = answer.headers['docker-content-digest'] ?? (await this.resolve(reference));
      if (reported !== digest) throw this.wrongBody(`manifest ${reference}`, String(reported));
      return 'stored';
    });
  }

  /** Creates a missing repository, if that is allowed, and retries. */
  protected override async inRepository<T>(attempt: () => Promise<T>): Promise<T> {
    return super.inRepository(attempt).catch(async (error: unknown) => {
      const isMissing = error instanceof RegistryError && error.kind === 'repository-missing';
      if (!isMissing || !this.#mayCreate) throw error;
      this.#created ??= createEcrRepository(this.image, this.machine);
      await this.#created;
      return super.inRepository(attempt);
    });
  }
}

/**
 * Returns whether another push of the same manifest disturbed this one: distribution 2 then reads what the other is writing,
 * and finds that its digest is wrong.
 */
function isDisturbed({ status, body }: RegistryResponse): boolean {
  return status === 400 && errorCodes(body).includes('DIGEST_INVALID');
}
