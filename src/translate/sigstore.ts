import type { OutageError, UserError } from '../errors.ts';
import type { SigstoreError } from '../sigstore/errors.ts';
import { advise, outageOf } from './advice.ts';

/** Returns the user's error for an error of Sigstore. */
export function translateSigstoreError(error: SigstoreError): UserError | OutageError {
  if (error.kind === 'unavailable') return outageOf(error);
  if (error.kind === 'rejected') {
    const remedy =
      'Fix the problem that the service names, or set sign: auto and remove require-attestation to deploy without a signature.';
    return advise(error, { code: 'signing-failed', remedy });
  }
  return advise(error, {
    code: 'input-trusted-root',
    remedy: 'Set trusted-root to the output of “gh attestation trusted-root”, or to a trusted_root.json of Sigstore.',
  });
}
