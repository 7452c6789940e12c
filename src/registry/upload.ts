import { eager } from '../eager.ts';
import { RetryableError } from '../http/retry.ts';
import { type Blob, openBlob } from '../image/oci/blob.ts';
import { classifyRejection } from './classify-rejection.ts';
import type { Exchange, Session } from './session.ts';

const OCTETS = { 'content-type': 'application/octet-stream' };

/** An upload that the registry was asked to begin; any blob can use it. */
export interface BegunUpload {
  readonly start: Promise<Exchange>;
}

/** Asks the registry to begin an upload. `uploadBlob` checks the response, or throws its error. */
export function beginUpload(session: Session): BegunUpload {
  return { start: eager(session.attempt('POST', 'blobs/uploads/')) };
}

/**
 * Makes one attempt to upload a blob in one piece, which every registry accepts; Amazon ECR loses bytes of later chunks.
 * The registry checks the digest, and this function checks the digest that the registry reports.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put
 * @throws RetryableError if a retry may succeed; RegistryError
 */
export async function uploadBlob(session: Session, blob: Blob, begun = beginUpload(session)): Promise<void> {
  const start = await begun.start;
  const { location } = start.answer.headers;
  if (start.answer.status !== 202 || location === undefined) throw refusal(session, start);
  const target = new URL(location, start.call.url);
  target.search += `${target.search === '' ? '?' : '&'}digest=${encodeURIComponent(blob.digest)}`;
  const body = { size: blob.size, open: () => openBlob(blob) };
  const end = await session.attempt('PUT', target.href, { headers: OCTETS, body });
  // An earlier attempt ended this upload session, and its response was lost: begin a new session.
  if (end.answer.status === 404) throw new RetryableError(refusal(session, end));
  if (end.answer.status !== 201) throw refusal(session, end);
  const reported = end.answer.headers['docker-content-digest'];
  if (reported !== undefined && reported !== blob.digest) throw new RetryableError(refusal(session, end));
}

function refusal({ image }: Session, { call, answer }: Exchange): Error {
  return classifyRejection(image, call, answer);
}
