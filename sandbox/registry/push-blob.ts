import { finished } from 'node:stream/promises';
import type { Answer, Request } from '../http/message.ts';
import { type Context, location, repositoryToPush, requireDigest } from './context.ts';
import { type Digest, formatDigest } from './digest.ts';
import { RegistryError } from './errors.ts';
import type { Repository } from './repository.ts';
import { Upload } from './upload.ts';

/** Serves `POST …/blobs/uploads/`: a session, a mount, or the whole blob (distribution-spec 1.1, spec.md#pushing-blobs). */
export async function startUpload(context: Context, request: Request): Promise<Answer> {
  const repository = repositoryToPush(context, request);
  const query = request.url.searchParams;
  const mount = query.get('mount');
  if (mount !== null) {
    const source = context.conduct.mountSource(mount, query.get('from') ?? undefined);
    const size = source?.blobs.get(mount);
    if (size !== undefined) {
      repository.blobs.set(mount, size);
      return created(context, request, repository, mount);
    }
  }
  const upload = new Upload(repository, (id) => context.content.uploadPath(id));
  if (mount === null && query.has('digest')) {
    const digest = requireDigest(query.get('digest'));
    await upload.append(request.stream);
    return finish(context, request, upload, digest);
  }
  context.uploads.set(upload.id, upload);
  return progress(context, request, upload, 202);
}

/** Serves `PATCH` of a session: the next chunk, or a stream of unknown length. */
export async function uploadChunk(context: Context, request: Request): Promise<Answer> {
  const upload = uploadOf(context, request);
  const { status, later } = context.conduct.chunks;
  if (upload.size > 0 && later === 'discarded') {
    await finished(request.stream.resume());
    return progress(context, request, upload, status);
  }
  const length = checkOrder(context, request, upload);
  const before = upload.size;
  await upload.append(request.stream);
  if (length !== undefined && upload.size - before !== length) {
    throw new RegistryError(400, 'SIZE_INVALID', `the chunk has ${upload.size - before} bytes, its range ${length}`);
  }
  return progress(context, request, upload, status);
}

/** Serves `GET` of a session. */
export function uploadStatus(context: Context, request: Request): Answer {
  return progress(context, request, uploadOf(context, request), 204);
}

/** Serves `PUT` of a session: the last bytes, if any, and the digest. */
export async function finishUpload(context: Context, request: Request): Promise<Answer> {
  const upload = uploadOf(context, request);
  const digest = requireDigest(request.url.searchParams.get('digest'));
  checkOrder(context, request, upload);
  await upload.appendWhole(request.stream);
  return finish(context, request, upload, digest);
}

/** Serves `DELETE` of a session. */
export async function cancelUpload(context: Context, request: Request): Promise<Answer> {
  const upload = uploadOf(context, request);
  context.uploads.delete(upload.id);
  await upload.discard();
  return { status: 204 };
}

async function finish(context: Context, request: Request, upload: Upload, digest: Digest): Promise<Answer> {
  context.uploads.delete(upload.id);
  const text = formatDigest(digest);
  if (!(await upload.matches(digest))) {
    await upload.discard();
    throw new RegistryError(400, 'DIGEST_INVALID', `provided digest did not match uploaded content: ${text}`);
  }
  await context.content.adopt(upload.path, digest);
  upload.repository.blobs.set(text, upload.size);
  return created(context, request, upload.repository, text);
}

function uploadOf({ uploads }: Context, request: Request): Upload {
  const upload = uploads.get(request.params.id ?? '');
  if (upload === undefined || upload.repository.name !== request.params.name) {
    throw new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
  }
  return upload;
}

/** Returns the length in `Content-Range`. @throws RegistryError 416 if the chunk is not the next one */
function checkOrder(context: Context, request: Request, upload: Upload): number | undefined {
  const header = request.headers['content-range'];
  if (header === undefined) return undefined;
  const [, start, end] = /^(\d+)-(\d+)$/.exec(header) ?? [];
  if (Number(start) !== upload.size || Number(end) < Number(start)) {
    const { headers } = progress(context, request, upload, 416);
    throw new RegistryError(
      416,
      'BLOB_UPLOAD_INVALID',
      `chunk ${header} does not follow ${upload.size} bytes`,
      headers,
    );
  }
  return Number(end) - Number(start) + 1;
}

function progress(context: Context, request: Request, upload: Upload, status: number): Answer {
  const path = `/v2/${upload.repository.name}/blobs/uploads/${upload.id}`;
  const headers = {
    location: location(context, request, path),
    range: `0-${Math.max(0, upload.size - 1)}`,
    'docker-upload-uuid': upload.id,
  };
  return { status, headers };
}

function created(context: Context, request: Request, repository: Repository, digest: string): Answer {
  const path = `/v2/${repository.name}/blobs/${digest}`;
  return { status: 201, headers: { location: location(context, request, path), 'docker-content-digest': digest } };
}
