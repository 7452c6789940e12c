import type { Answer, Request } from '../http/message.ts';
import { type Context, location, repositoryToPush } from './context.ts';
import { digestOf, parseDigest } from './digest.ts';
import { type ReadManifest, readManifest } from './manifest.ts';
import { checkTag } from './names.ts';
import type { Repository } from './repository.ts';

/** Serves `PUT …/manifests/<tag or digest>`; a push by digest can set tags with `?tag=` (distribution-spec, spec.md#pushing-manifests). */
export async function pushManifest(context: Context, request: Request): Promise<Answer> {
  const repository = repositoryToPush(context, request);
  const reference = request.params.reference ?? '';
  const byDigest = reference.includes(':');
  const tags = byDigest ? request.url.searchParams.getAll('tag') : [reference];
  tags.forEach(checkTag);
  const bytes = await request.body();
  const digest = digestOf(bytes, parseDigest(reference)?.algorithm);
  if (byDigest && digest !== reference)
    throw context.conduct.rejectionErrors.manifestDiffers(repository.name, reference);
  const manifest = readManifest(bytes, request.headers['content-type']);
  context.conduct.guardTypes(manifest.types);
  requireContent(context, repository, manifest);
  for (const tag of tags) context.conduct.guardTag(repository, tag, digest);
  keepManifest(repository, digest, bytes, manifest);
  for (const tag of tags) repository.tags.set(tag, digest);
  const headers = {
    location: location(context, request, `/v2/${repository.name}/manifests/${digest}`),
    'docker-content-digest': digest,
    ...(manifest.subject === undefined ? {} : { 'oci-subject': manifest.subject }),
    ...(byDigest && tags.length > 0 ? { 'oci-tag': tags.join(', ') } : {}),
  };
  return { status: 201, headers };
}

/** Stores a manifest. Keeps the time of the first push if the same bytes are pushed again. */
export function keepManifest(repository: Repository, digest: string, bytes: Buffer, manifest: ReadManifest): void {
  const { mediaType, subject, artifactType, annotations } = manifest;
  repository.manifests.set(digest, {
    digest,
    bytes,
    mediaType,
    pushedAt: repository.manifests.get(digest)?.pushedAt ?? new Date(),
    ...(subject === undefined ? {} : { subject }),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
  });
}

function requireContent({ conduct }: Context, repository: Repository, manifest: ReadManifest): void {
  const blobs = manifest.blobs.filter((digest) => !repository.blobs.has(digest));
  const manifests = manifest.manifests.filter((digest) => !repository.manifests.has(digest));
  const missing = [...blobs, ...manifests];
  if (missing.length > 0) throw conduct.rejectionErrors.contentMissing(repository.name, missing);
}
