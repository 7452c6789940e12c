import { eager } from '../eager.ts';
import { RetryableError } from '../http/retry.ts';
import { type Blob, openBlob } from '../image/oci/blob.ts';
import { classifyRejection } from './classify-rejection.ts';
import type { Exchange, Session } from './session.ts';

const OCTETS = { 'content-type': 'application/octet-stream' };

/** An upload that the registry was asked to begin, of whatever blob. */
export interface BegunUpload {
  readonly start: Promise<Exchange>;
}

/** Asks the registry to begin an upload; its answer, or its error, is for the one that sends the blob. */
export function beginUpload(session: Session): BegunUpload {
  return { start: eager(session.attempt('POST', 'blobs/uploads/')) };
}

/**
 * One attempt to upload a blob in one piece, as every registry takes it; Amazon ECR, too, whose later chunks lose bytes.
 * The registry checks the digest, and its answer is checked against it.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put
 * @throws RetryableError where another attempt may help; RegistryError
 */
export async function uploadBlob(session: Session, blob: Blob, begun = beginUpload(session)): Promise<void> {
  const start = await begun.start;
  const { location } = start.answer.headers;
  if (start.answer.status !== 202 || location === undefined) throw refusal(session, start);
  const target = new URL(location, start.call.url);
  target.search += `${target.search === '' ? '?' : '&'}digest=${encodeURIComponent(blob.digest)}`;
  const body = { size: blob.size, open: () => openBlob(blob) };
  const end = await session.attempt('PUT', target.href, { headers: OCTETS, body });
  // An upload session that a lost answer ended is unknown to the next attempt: begin a new one.
  if (end.answer.status === 404) throw new RetryableError(refusal(session, end));
  if (end.answer.status !== 201) throw refusal(session, end);
  const told = end.answer.headers['docker-content-digest'];
  if (told !== undefined && told !== blob.digest) throw new RetryableError(refusal(session, end));
}

function refusal({ image }: Session, { call, answer }: Exchange): Error {
  return classifyRejection(image, call, answer);
}
