import { RegistryError } from '../errors.ts';

interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** A call of Amazon ECR's API, and the IAM resource that it is about. */
export interface EcrCall {
  readonly operation: string;
  /** The resource that the call needs permission for: one repository, or `*`. */
  readonly resource: string;
  readonly registry: string;
}

/** Amazon ECR answers throttled calls with 400, like invalid ones; https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html */
const THROTTLED = /^(?:Throttl|TooManyRequests|RequestLimitExceeded)/;

/** Returns the error for one of the AWS SDK: no credentials, a missing permission, or an outage. */
export function classifyEcrError(cause: unknown, { operation, resource, registry }: EcrCall): RegistryError {
  const { name, message, $metadata } = cause as AwsError;
  if (name === 'CredentialsProviderError')
    return new RegistryError('aws-credentials', `There are no AWS credentials for ${registry}.`, { cause });
  const status = $metadata?.httpStatusCode;
  const call = { service: 'Amazon ECR', request: operation, status, requestId: $metadata?.requestId };
  const isRefused = status !== undefined && status >= 400 && status < 500 && status !== 429;
  if (isRefused && !THROTTLED.test(name)) {
    const text = `Amazon ECR refused ${operation} for ${registry}: ${name}: ${message}`;
    return new RegistryError('ecr-denied', text, { call, cause, action: `ecr:${operation}`, resource });
  }
  return new RegistryError('unavailable', `Amazon ECR did not answer ${operation}: ${message}`, { call, cause });
}
