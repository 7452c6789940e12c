import type { Answer, Request } from '../http/message.ts';
import { type Context, repositoryOf, requireDigest } from './context.ts';
import { formatDigest } from './digest.ts';
import { RegistryError } from './errors.ts';

/** Serves `DELETE …/manifests/<tag or digest>`: deletes only the tag, or the manifest with all its tags. */
export function deleteManifest(context: Context, request: Request): Answer {
  const repository = repositoryOf(context, request);
  const reference = request.params.reference ?? '';
  const manifest = repository.manifest(reference);
  if (manifest === undefined) throw context.conduct.rejectionErrors.manifestUnknown(reference);
  if (manifest.digest === reference) repository.remove(reference);
  else repository.tags.delete(reference);
  return { status: 202 };
}

/** Serves `DELETE …/blobs/<digest>`: deletes it from this repository, and from the disk if no other repository contains it. */
export async function deleteBlob(context: Context, request: Request): Promise<Answer> {
  const repository = repositoryOf(context, request);
  const digest = requireDigest(request.params.digest);
  const text = formatDigest(digest);
  if (!repository.blobs.delete(text)) {
    throw new RegistryError(404, 'BLOB_UNKNOWN', `blob unknown to registry: ${text}`);
  }
  if (!context.conduct.holds(text)) await context.content.remove(digest);
  return { status: 202 };
}
