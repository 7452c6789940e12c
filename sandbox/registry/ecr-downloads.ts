import { randomBytes } from 'node:crypto';
import type { EcrAccount } from '../ecr/account.ts';
import type { Answer, Request } from '../http/message.ts';
import type { Route } from '../http/service.ts';
import type { Conduct } from './conduct.ts';
import type { ContentStore } from './content-store.ts';
import type { Digest } from './digest.ts';
import { parseRange, partHeaders } from './range.ts';

interface Download {
  readonly digest: Digest;
  readonly size: number;
}

const LIFETIME_SECONDS = 3600;

/** Serves the pre-signed Amazon S3 URLs to which Amazon ECR redirects blob downloads. */
export function ecrDownloads(account: EcrAccount, content: ContentStore) {
  const signed = new Map<string, Download>();
  const bucket = `/prod-${account.region}-starport-layer-bucket`;

  /** Uses the host name `localhost`, so that clients see another origin and drop the authorisation. */
  const presign: Conduct['downloadUrl'] = (request, digest, size) => {
    const signature = randomBytes(32).toString('hex');
    signed.set(signature, { digest, size });
    const url = new URL(`http://localhost:${request.stream.socket.localPort}${bucket}/${digest.hex}`);
    url.searchParams.set('X-Amz-Algorithm', 'AWS4-HMAC-SHA256');
    url.searchParams.set('X-Amz-Expires', String(LIFETIME_SECONDS));
    url.searchParams.set('X-Amz-Signature', signature);
    return url.href;
  };

  function download(request: Request): Answer {
    if (request.headers.authorization !== undefined) {
      return s3Error(400, 'InvalidArgument', 'Only one auth mechanism allowed');
    }
    const found = signed.get(request.url.searchParams.get('X-Amz-Signature') ?? '');
    if (found === undefined || found.digest.hex !== request.params.key) {
      return s3Error(403, 'AccessDenied', 'Access Denied');
    }
    const { digest, size } = found;
    const range = parseRange(request.headers.range, size);
    if (range === 'unsatisfiable') {
      return s3Error(416, 'InvalidRange', 'The requested range is not satisfiable');
    }
    if (range === undefined) {
      return { status: 200, headers: { 'content-length': String(size) }, body: content.read(digest) };
    }
    return { status: 206, headers: partHeaders(range, size), body: content.read(digest, range) };
  }

  const route: Route = { method: 'GET', path: `${bucket}/:key`, handle: download };
  return { presign, route };
}

/** Returns an error of S3: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function s3Error(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
