import type { Answers } from './answers.ts';

/** What a deployment calls; a test compares it with docs/how-to/aws.md. */
const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];
const PROVIDER = 'token.actions.githubusercontent.com';

/** Returns the trust policy: only the reusable workflow at this release, in the environment production. */
export function renderTrust({ account, repository, release }: Answers): string {
  const claims = {
    [`${PROVIDER}:aud`]: 'sts.amazonaws.com',
    [`${PROVIDER}:sub`]: `repo:${repository}:environment:production`,
    [`${PROVIDER}:job_workflow_ref`]: `flux-data/flux-airflow/.github/workflows/reusable-deploy.yaml@refs/tags/${release}`,
  };
  return policy([
    {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${PROVIDER}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: claims },
    },
  ]);
}

/** Returns the permissions to push this one image. */
export function renderPermissions({ account, region, image }: Answers): string {
  const repository = image.slice(image.indexOf('/') + 1);
  return policy([
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    { Effect: 'Allow', Action: PUSH, Resource: `arn:aws:ecr:${region}:${account}:repository/${repository}` },
  ]);
}

function policy(statements: readonly object[]): string {
  return `${JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)}\n`;
}
