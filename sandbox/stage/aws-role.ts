import { startIdentityProvider } from '../sts/identity-provider.ts';
import { type StsOptions, startSts } from '../sts/index.ts';
import { SOURCE, type Stage } from './stage.ts';

export const ROLE = 'arn:aws:iam::123456789012:role/flux-airflow-deploy';
export const SUBJECT = subjectOf(SOURCE);

/** Returns the subject of the OpenID Connect tokens of a repository's jobs in the environment production. */
export function subjectOf(repository: string): string {
  return `repo:${repository}:environment:production`;
}

/**
 * Starts AWS STS with a role that trusts the jobs of a subject. `environment` is that of a job which has no AWS
 * credentials, and `id-token: write`.
 */
export async function startAwsRole(
  stage: Pick<Stage, 'account' | 'environment'>,
  { subject = SUBJECT, ...options }: Partial<StsOptions> & { readonly subject?: string } = {},
) {
  const identity = await startIdentityProvider(subject);
  const sts = await startSts({
    account: stage.account,
    provider: identity,
    roles: [{ arn: ROLE, audience: 'sts.amazonaws.com', subject }],
    ...options,
  });
  const {
    AWS_ACCESS_KEY_ID: _,
    AWS_SECRET_ACCESS_KEY: __,
    AWS_SESSION_TOKEN: ___,
    ...plain
  }: Record<string, string> = stage.environment;
  return {
    identity,
    sts,
    inputs: { 'aws-role': ROLE },
    environment: { ...plain, ...sts.environment, ...identity.environment },
    close: () => Promise.all([identity.close(), sts.close()]),
  };
}
