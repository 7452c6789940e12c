import { AdapterError } from '../errors.ts';
import type { Service } from '../http/service-call.ts';

/** Why a signature could not be made, or the keys to verify one could not be read. */
export type SigstoreErrorKind =
  /** Sigstore did not answer, or failed. */
  | 'unavailable'
  /** Sigstore refused the request, or its response is not usable. */
  | 'rejected'
  /** The keys to verify with are not in the form of Sigstore. */
  | 'invalid-root';

/** The error of everything in `sigstore/`. */
export class SigstoreError extends AdapterError<SigstoreErrorKind> {
  override readonly name = 'SigstoreError';
}

/** Returns the service description of a part of Sigstore: `Fulcio`, `Rekor`, … */
export function serviceAt(name: string, server: string): Service {
  const unavailable: Service['unavailable'] = (...error) => new SigstoreError('unavailable', ...error);
  return { name, server: server.replace(/\/$/, ''), unavailable };
}
