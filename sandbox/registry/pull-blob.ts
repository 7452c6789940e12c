import type { Answer, Request } from '../http/message.ts';
import { type Context, repositoryOf, requireDigest } from './context.ts';
import { formatDigest } from './digest.ts';
import { RegistryError } from './errors.ts';
import { parseRange, partHeaders } from './range.ts';

/** Serves `HEAD …/blobs/<digest>`. */
export function checkBlob(context: Context, request: Request): Answer {
  const { headers } = blobOf(context, request);
  return { status: 200, headers };
}

/** Serves `GET …/blobs/<digest>`: the whole blob, a range of bytes (RFC 9110 §14), or a redirect. */
export function pullBlob(context: Context, request: Request): Answer {
  const { digest, size, headers } = blobOf(context, request);
  const elsewhere = context.conduct.downloadUrl(request, digest, size);
  if (elsewhere !== undefined) return { status: 307, headers: { location: elsewhere } };
  const range = parseRange(request.headers.range, size);
  if (range === undefined) return { status: 200, headers, body: context.content.read(digest) };
  if (range === 'unsatisfiable') {
    throw new RegistryError(416, 'SIZE_INVALID', 'range not satisfiable', { 'content-range': `bytes */${size}` });
  }
  return {
    status: 206,
    headers: { ...headers, ...partHeaders(range, size) },
    body: context.content.read(digest, range),
  };
}

function blobOf(context: Context, request: Request) {
  const repository = repositoryOf(context, request);
  const digest = requireDigest(request.params.digest);
  const text = formatDigest(digest);
  const size = repository.blobs.get(text);
  if (size === undefined) throw new RegistryError(404, 'BLOB_UNKNOWN', `blob unknown to registry: ${text}`);
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': String(size),
    'docker-content-digest': text,
    'accept-ranges': 'bytes',
    etag: `"${text}"`,
  };
  return { digest, size, headers };
}
