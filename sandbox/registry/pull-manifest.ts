import type { Answer, Request } from '../http/message.ts';
import { type Context, repositoryOf } from './context.ts';

/** Serves `GET` and `HEAD …/manifests/<tag or digest>`, byte for byte as pushed. */
export function pullManifest(context: Context, request: Request): Answer {
  const reference = request.params.reference ?? '';
  const manifest = repositoryOf(context, request).manifest(reference);
  if (manifest === undefined) throw context.conduct.rejectionErrors.manifestUnknown(reference);
  const headers = {
    'content-type': manifest.mediaType,
    'content-length': String(manifest.bytes.length),
    'docker-content-digest': manifest.digest,
    etag: `"${manifest.digest}"`,
  };
  return { status: 200, headers, body: request.method === 'HEAD' ? '' : manifest.bytes };
}
