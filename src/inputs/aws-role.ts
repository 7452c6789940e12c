import { UserError } from '../errors.ts';
import { RegistryError } from '../registry/errors.ts';
import type { Machine } from '../registry/machine.ts';
import type { AwsCredentialsProvider } from '../registry/providers/aws-credentials.ts';
import { assumeRoleOnce } from '../registry/providers/aws-role.ts';
import { readMachine as readPlainMachine, readVariable } from '../runner/environment.ts';
import { hasIdentityToken, readIdentityToken } from '../runner/identity-token.ts';
import { optional } from '../runner/inputs.ts';

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** The role of this run, which is one process: all of its registries share the credentials. */
let provider: AwsCredentialsProvider | undefined;

/**
 * Returns the settings of this machine, and the role in the input `aws-role`, which takes precedence over AWS credentials
 * of the environment.
 * @throws UserError `aws-role` if it is not the ARN of a role
 */
export function readMachine(): Machine {
  const machine = readPlainMachine();
  const arn = optional('aws-role');
  if (arn === undefined) return machine;
  if (!ROLE.test(arn)) {
    throw new UserError(
      'aws-role',
      `The input aws-role is ${JSON.stringify(arn)}, which is not the ARN of a role.`,
      'Write the ARN that the page of the role shows, e.g. arn:aws:iam::123456789012:role/flux-airflow-deploy.',
    );
  }
  const session = `flux-airflow-${readVariable('GITHUB_RUN_ID') ?? 'run'}`;
  provider ??= assumeRoleOnce({ arn, session, readToken }, machine.environment);
  return { ...machine, awsCredentials: provider };
}

async function readToken(audience: string): Promise<string> {
  if (!hasIdentityToken()) {
    const message = 'aws-role is set, but this job may not ask GitHub for an OpenID Connect token.';
    throw new RegistryError('aws-credentials', message);
  }
  try {
    return await readIdentityToken(audience);
  } catch (cause) {
    const call = { service: 'GitHub', request: 'the OpenID Connect token of the job' };
    throw new RegistryError('unavailable', cause instanceof Error ? cause.message : String(cause), { call, cause });
  }
}
