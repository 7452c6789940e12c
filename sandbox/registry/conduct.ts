import type { Answer, Request } from '../http/message.ts';
import type { Digest } from './digest.ts';
import type { RegistryError } from './errors.ts';
import type { Repository } from './repository.ts';

export type Operation =
  | 'ping'
  | 'check-blob'
  | 'pull-blob'
  | 'start-upload'
  | 'upload-chunk'
  | 'finish-upload'
  | 'pull-manifest'
  | 'push-manifest'
  | 'list-tags'
  | 'list-referrers'
  | 'delete';

/** Errors whose words differ from one registry to another. */
export interface Refusals {
  nameUnknown(name: string): RegistryError;
  manifestUnknown(reference: string): RegistryError;
  contentMissing(repository: string, digests: readonly string[]): RegistryError;
  manifestDiffers(repository: string, digest: string): RegistryError;
}

/** Where a plain registry and Amazon ECR go different ways. */
export interface Conduct {
  /** The answer to a caller who may not do this, `undefined` to one who may. `repository` is empty for `ping`. */
  authorise(request: Request, operation: Operation, repository: string): Answer | undefined;
  find(name: string): Repository | undefined;
  /** The repository to push to, made by the first push where the registry does so. */
  findOrCreate(name: string): Repository | undefined;
  /** Whether any repository still holds the blob. */
  holds(digest: string): boolean;
  /** A repository that lets its blob be mounted. */
  mountSource(digest: string, from: string | undefined): Repository | undefined;
  /** @throws RegistryError when the tag may not be moved to this digest. */
  guardTag(repository: Repository, tag: string, digest: string): void;
  /** Where to download a blob from; `undefined`: from the registry itself. */
  downloadUrl(request: Request, digest: Digest, size: number): string | undefined;
  /** What becomes of the second and later chunks of an upload, and the status of each accepted one. */
  readonly chunks: { readonly status: 201 | 202; readonly later: 'appended' | 'discarded' };
  readonly refusals: Refusals;
}
