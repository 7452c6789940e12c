import { type Answer, json, type Request } from '../http/message.ts';
import type { Route } from '../http/service.ts';
import type { Operation } from './conduct.ts';
import type { Context } from './context.ts';
import { deleteBlob, deleteManifest } from './delete.ts';
import { errorAnswer, RegistryError } from './errors.ts';
import { listReferrers } from './list-referrers.ts';
import { listTags } from './list-tags.ts';
import { checkBlob, pullBlob } from './pull-blob.ts';
import { pullManifest } from './pull-manifest.ts';
import { cancelUpload, finishUpload, startUpload, uploadChunk, uploadStatus } from './push-blob.ts';
import { pushManifest } from './push-manifest.ts';

type Handler = (context: Context, request: Request) => Answer | Promise<Answer>;

const BLOB = '/v2/:name(.+)/blobs/:digest';
const UPLOADS = '/v2/:name(.+)/blobs/uploads/';
const UPLOAD = '/v2/:name(.+)/blobs/uploads/:id';
const MANIFEST = '/v2/:name(.+)/manifests/:reference';

/** The endpoints of distribution-spec 1.1 (spec.md#endpoints). */
const ENDPOINTS: readonly (readonly [method: string, path: string, operation: Operation, handle: Handler])[] = [
  ['GET', '/v2/', 'ping', () => json(200, {})],
  ['HEAD', BLOB, 'check-blob', checkBlob],
  ['GET', UPLOAD, 'upload-chunk', uploadStatus],
  ['GET', BLOB, 'pull-blob', pullBlob],
  ['POST', UPLOADS, 'start-upload', startUpload],
  ['PATCH', UPLOAD, 'upload-chunk', uploadChunk],
  ['PUT', UPLOAD, 'finish-upload', finishUpload],
  ['DELETE', UPLOAD, 'upload-chunk', cancelUpload],
  ['HEAD', MANIFEST, 'pull-manifest', pullManifest],
  ['GET', MANIFEST, 'pull-manifest', pullManifest],
  ['PUT', MANIFEST, 'push-manifest', pushManifest],
  ['DELETE', MANIFEST, 'delete', deleteManifest],
  ['DELETE', BLOB, 'delete', deleteBlob],
  ['GET', '/v2/:name(.+)/tags/list', 'list-tags', listTags],
  ['GET', '/v2/:name(.+)/referrers/:digest', 'list-referrers', listReferrers],
];

/** Returns the routes of a registry, behind its authorisation. */
export function registryRoutes(context: Context): Route[] {
  return ENDPOINTS.map(([method, path, operation, handle]) => ({
    method,
    path,
    handle: (request) => answer(context, request, operation, handle),
  }));
}

async function answer(context: Context, request: Request, operation: Operation, handle: Handler): Promise<Answer> {
  const refused = context.conduct.authorise(request, operation, request.params.name ?? '');
  if (refused !== undefined) return refused;
  try {
    return await handle(context, request);
  } catch (error) {
    if (error instanceof RegistryError) return errorAnswer(error);
    if (!request.stream.complete) {
      return errorAnswer(new RegistryError(400, 'BLOB_UPLOAD_INVALID', 'the body was cut short'));
    }
    throw error;
  }
}
