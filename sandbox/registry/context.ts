import type { Request } from '../http/message.ts';
import type { Conduct } from './conduct.ts';
import type { ContentStore } from './content-store.ts';
import { type Digest, parseDigest } from './digest.ts';
import { RegistryError } from './errors.ts';
import { checkName } from './names.ts';
import type { Repository } from './repository.ts';
import type { Upload } from './upload.ts';

/** The state that the handlers of a registry share. */
export interface Context {
  readonly conduct: Conduct;
  readonly content: ContentStore;
  readonly uploads: Map<string, Upload>;
  /** `relative`, as the specification prefers, or `absolute` upload locations. */
  readonly locations: 'relative' | 'absolute';
}

/** Returns the repository of a read request. @throws RegistryError NAME_UNKNOWN */
export function repositoryOf({ conduct }: Context, request: Request): Repository {
  const name = checkName(request.params.name ?? '');
  const repository = conduct.find(name);
  if (repository === undefined) throw conduct.rejectionErrors.nameUnknown(name);
  return repository;
}

/** Returns the repository of a write request. @throws RegistryError NAME_UNKNOWN if pushes do not create repositories */
export function repositoryToPush({ conduct }: Context, request: Request): Repository {
  const name = checkName(request.params.name ?? '');
  const repository = conduct.findOrCreate(name);
  if (repository === undefined) throw conduct.rejectionErrors.nameUnknown(name);
  return repository;
}

/** @throws RegistryError DIGEST_INVALID */
export function requireDigest(text: string | null | undefined): Digest {
  const digest = parseDigest(text ?? '');
  if (digest === undefined) {
    throw new RegistryError(400, 'DIGEST_INVALID', `provided digest is not well formed: ${text ?? 'none'}`);
  }
  return digest;
}

/** Returns a path in the format of this registry's `Location` header. */
export function location({ locations }: Context, request: Request, path: string): string {
  return locations === 'relative' ? path : `http://${request.headers.host}${path}`;
}
