import { OutageError, UserError } from '../errors.ts';
import { mask } from '../wire/mask.ts';
import type { Credentials } from './docker-config.ts';

/** Hosts of https://docs.aws.amazon.com/general/latest/gr/ecr.html, with FIPS, dual-stack and China. */
const ECR_HOST =
  /^\d{12}\.dkr[.-]ecr(-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)$/;

export function isEcr(registry: string): boolean {
  return ECR_HOST.test(registry);
}

/**
 * User name and password for a registry of Amazon ECR, valid for 12 hours, from the AWS credentials of the environment;
 * both are masked. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 * @throws UserError `aws-credentials`, `ecr-denied`
 */
export async function ecrCredentials(registry: string): Promise<Credentials> {
  const [, fips, region = ''] = ECR_HOST.exec(registry) ?? [];
  const { ECRClient, GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
  const client = new ECRClient({ region, ...(fips === undefined ? {} : { useFipsEndpoint: true }) });
  const { authorizationData } = await client
    .send(new GetAuthorizationTokenCommand({}))
    .catch((cause: unknown) => Promise.reject(explain(cause, registry)))
    .finally(() => client.destroy());
  const token = authorizationData?.[0]?.authorizationToken ?? '';
  const [username = '', ...rest] = Buffer.from(token, 'base64').toString().split(':');
  const password = rest.join(':');
  if (password === '') {
    throw new OutageError('Amazon ECR gave no authorization token', {
      service: 'Amazon ECR',
      request: 'GetAuthorizationToken',
    });
  }
  mask(token);
  mask(password);
  return { username, password };
}

interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

function explain(cause: unknown, registry: string): Error {
  const { name, message, $metadata } = cause as AwsError;
  if (name === 'CredentialsProviderError') {
    return new UserError(
      'aws-credentials',
      `There are no AWS credentials for ${registry}.`,
      'Run aws-actions/configure-aws-credentials before this step, with “permissions: id-token: write” in the job.',
      { cause },
    );
  }
  const status = $metadata?.httpStatusCode;
  if (status !== undefined && status >= 400 && status < 500 && status !== 429) {
    return new UserError(
      'ecr-denied',
      `Amazon ECR refused a token for ${registry}: ${name}: ${message}`,
      'Give the role of this job the action ecr:GetAuthorizationToken on all resources (“*”), or renew its credentials.',
      { cause },
    );
  }
  return new OutageError(`Amazon ECR gave no authorization token: ${message}`, {
    service: 'Amazon ECR',
    request: 'GetAuthorizationToken',
    ...(status === undefined ? {} : { status }),
    ...($metadata?.requestId === undefined ? {} : { requestId: $metadata.requestId }),
    cause,
  });
}
