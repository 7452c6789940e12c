import { eager } from '../eager.ts';
import { RetryableError } from '../http/retry.ts';
import { type Blob, openBlob } from '../image/oci/blob.ts';
import { classifyRejection } from './classify-rejection.ts';
import { errorCodes } from './error-body.ts';
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
 * Makes one attempt to upload a blob. If it fails, looks whether the registry has the blob: the response may be lost, or
 * another job may have uploaded the same blob meanwhile.
 * @throws RetryableError if a retry may succeed; RegistryError
 */
export async function uploadBlob(session: Session, blob: Blob, begun = beginUpload(session)): Promise<void> {
  try {
    await sendBlob(session, blob, begun);
  } catch (error) {
    if (!(error instanceof RetryableError) || !(await isStored(session, blob))) throw error;
  }
}

/** Returns false also if the registry does not answer. */
async function isStored(session: Session, { digest }: Blob): Promise<boolean> {
  const look = await session.attempt('HEAD', `blobs/${digest}`).catch(() => undefined);
  return look?.answer.status === 200;
}

/**
 * Sends a blob in one piece, which every registry accepts; Amazon ECR loses bytes of later chunks.
 * The registry checks the digest, and this function checks the digest that the registry reports.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put
 */
async function sendBlob(session: Session, blob: Blob, begun: BegunUpload): Promise<void> {
  const start = await begun.start;
  const { location } = start.answer.headers;
  if (start.answer.status !== 202 || location === undefined) throw rejectionOf(session, start);
  const target = new URL(location, start.call.url);
  target.search += `${target.search === '' ? '?' : '&'}digest=${encodeURIComponent(blob.digest)}`;
  const body = { size: blob.size, open: () => openBlob(blob) };
  const end = await session.attempt('PUT', target.href, { headers: OCTETS, body });
  // The upload session has ended, or another job uploaded the same blob: begin a new session.
  if (end.answer.status === 404 || isInvalidUpload(end)) throw new RetryableError(rejectionOf(session, end));
  if (end.answer.status !== 201) throw rejectionOf(session, end);
  const reported = end.answer.headers['docker-content-digest'];
  if (reported !== undefined && reported !== blob.digest) throw new RetryableError(rejectionOf(session, end));
}

function isInvalidUpload({ answer: { status, body } }: Exchange): boolean {
  return status === 400 && errorCodes(body).includes('BLOB_UPLOAD_INVALID');
}

function rejectionOf({ image }: Session, { call, answer }: Exchange): Error {
  return classifyRejection(image, call, answer);
}
