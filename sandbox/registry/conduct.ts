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

/** Errors whose texts differ between registries. */
export interface RejectionErrors {
  nameUnknown(name: string): RegistryError;
  manifestUnknown(reference: string): RegistryError;
  contentMissing(repository: string, digests: readonly string[]): RegistryError;
  manifestDiffers(repository: string, digest: string): RegistryError;
}

/** The differences between a plain registry and Amazon ECR. */
export interface Conduct {
  /** Returns the error for an unauthorised caller, otherwise `undefined`. `repository` is empty for `ping`. */
  authorise(request: Request, operation: Operation, repository: string): Answer | undefined;
  find(name: string): Repository | undefined;
  /** Returns the repository to push to. A plain registry creates it on the first push. */
  findOrCreate(name: string): Repository | undefined;
  /** Returns true if a repository still contains the blob. */
  holds(digest: string): boolean;
  /** Returns a repository from which the blob can be mounted. */
  mountSource(digest: string, from: string | undefined): Repository | undefined;
  /** @throws RegistryError if the tag must not be moved to this digest */
  guardTag(repository: Repository, tag: string, digest: string): void;
  /** @throws RegistryError if the registry does not store manifests with these types */
  guardTypes(types: readonly string[]): void;
  /** Returns the URL of a blob's download; `undefined` means the registry itself. */
  downloadUrl(request: Request, digest: Digest, size: number): string | undefined;
  /** What happens to the second and later chunks of an upload, and the status of accepted ones. */
  readonly chunks: { readonly status: 201 | 202; readonly later: 'appended' | 'discarded' };
  readonly rejectionErrors: RejectionErrors;
}
