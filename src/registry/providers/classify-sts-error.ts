import { RegistryError } from '../errors.ts';

interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * Refusals that may end by themselves: AWS could not read the keys of GitHub's identity provider, or throttles.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors
 */
const TRANSIENT = /^(?:IDPCommunicationError|Throttl|TooManyRequests|RequestLimitExceeded)/;

/** Returns the error for one of AWS STS: it refused the role to this job, or it did not answer. */
export function classifyStsError(cause: unknown, role: string): RegistryError {
  const { name, message, $metadata } = cause as AwsError;
  const status = $metadata?.httpStatusCode;
  const call = { service: 'AWS STS', request: 'AssumeRoleWithWebIdentity', status, requestId: $metadata?.requestId };
  const isRefused = status !== undefined && status >= 400 && status < 500 && status !== 429;
  if (isRefused && !TRANSIENT.test(name))
    return new RegistryError('role-refused', `AWS did not let this job assume the role ${role}: ${name}: ${message}`, {
      call,
      cause,
    });
  return new RegistryError('unavailable', `AWS STS did not answer AssumeRoleWithWebIdentity: ${message}`, {
    call,
    cause,
  });
}
