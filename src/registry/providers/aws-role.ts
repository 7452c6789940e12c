import { mask } from '../../http/redact.ts';
import { renewed } from '../../renewed.ts';
import type { Machine } from '../machine.ts';
import type { AwsCredentials, AwsCredentialsProvider } from './aws-credentials.ts';
import { classifyStsError } from './classify-sts-error.ts';

/** A role in AWS that trusts the identity of the job. */
export interface AwsRole {
  readonly arn: string;
  /** The name of the session, which CloudTrail shows. */
  readonly session: string;
  /** Returns a token of the job's identity for an audience. @throws RegistryError `aws-credentials`, `unavailable` */
  readonly readToken: (audience: string) => Promise<string>;
}

/** As for Amazon ECR: by default the SDK waits forever, and with these limits it retries a call that timed out twice. */
const TIME_LIMITS = { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** Credentials are made again if they expire within this time, in milliseconds. */
const RESERVE_MS = 5 * 60_000;

/**
 * Returns what assumes a role with the identity of the job, once for all registries as long as the credentials are valid.
 * Masks them. To assume a role again does no harm.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function assumeRoleOnce(role: AwsRole, environment: Machine['environment']): AwsCredentialsProvider {
  return renewed(
    (region: string) => assumeRole(role, region, environment),
    ({ expiration }) => (expiration?.getTime() ?? Number.POSITIVE_INFINITY) - RESERVE_MS,
  );
}

/** @throws RegistryError `aws-credentials`, `role-refused`, `unavailable` */
async function assumeRole(
  { arn, session, readToken }: AwsRole,
  region: string,
  proxyEnv: Machine['environment'],
): Promise<AwsCredentials> {
  const [token, { fromWebToken }] = await Promise.all([
    readToken(audienceOf(arn)),
    import('@aws-sdk/credential-providers'),
  ]);
  const provide = fromWebToken({
    roleArn: arn,
    roleSessionName: session,
    webIdentityToken: token,
    clientConfig: {
      region,
      requestHandler: { ...TIME_LIMITS, httpAgent: { proxyEnv }, httpsAgent: { proxyEnv } },
    },
  });
  try {
    const credentials = await provide();
    mask(credentials.secretAccessKey);
    mask(credentials.sessionToken ?? '');
    return credentials;
  } catch (cause) {
    throw classifyStsError(cause, arn);
  }
}

/** Returns the audience that the identity provider in the role's account has; China's is another, as AWS's own action says. */
function audienceOf(arn: string): string {
  return arn.startsWith('arn:aws-cn:') ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com';
}
