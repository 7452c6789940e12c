import { UserError } from '../errors.ts';

/** Returns the error for an image that must be signed, and is not. */
export function signingFailed(cause: unknown): UserError {
  return new UserError(
    'signing-failed',
    `The image is not signed: ${reasonOf(cause)}`,
    'Run this job again. If it fails again, check that the job has “id-token: write” and reaches Sigstore, or set sign: auto and remove require-attestation to deploy without a signature.',
    { cause },
  );
}

/** Returns what failed, as a sentence. */
export function reasonOf(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}
