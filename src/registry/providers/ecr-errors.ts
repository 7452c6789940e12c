import { OutageError, UserError } from '../../errors.ts';

interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** A call of Amazon ECR's API, and the IAM resource that it is about. */
export interface EcrCall {
  readonly operation: string;
  /** Whose resources it touches: one repository, or `*`. */
  readonly resource: string;
  readonly registry: string;
}

/** Too many calls are answered with 400 like a mistake; https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html */
const THROTTLED = /^(?:Throttl|TooManyRequests|RequestLimitExceeded)/;

/** What an error of the AWS SDK means for the user: credentials, a permission that is missing, or an outage. */
export function explainEcr(cause: unknown, { operation, resource, registry }: EcrCall): Error {
  const { name, message, $metadata } = cause as AwsError;
  if (name === 'CredentialsProviderError') {
    return new UserError(
      'aws-credentials',
      `There are no AWS credentials for ${registry}.`,
      'Run aws-actions/configure-aws-credentials before this step, and add “id-token: write” to the permissions of the job, beside those that it has.',
      { cause },
    );
  }
  const status = $metadata?.httpStatusCode;
  const isRefused = status !== undefined && status >= 400 && status < 500 && status !== 429;
  if (isRefused && !THROTTLED.test(name)) {
    return new UserError(
      'ecr-denied',
      `Amazon ECR refused ${operation} for ${registry}: ${name}: ${message}`,
      `Give the role of this job the action ecr:${operation} on ${resource}, or renew its credentials.`,
      { cause },
    );
  }
  return new OutageError(`Amazon ECR did not answer ${operation}: ${message}`, {
    service: 'Amazon ECR',
    request: operation,
    ...(status === undefined ? {} : { status }),
    ...($metadata?.requestId === undefined ? {} : { requestId: $metadata.requestId }),
    cause,
  });
}
