import type { OutageError, UserError } from '../errors.ts';
import type { RegistryError, RegistryErrorKind } from '../registry/errors.ts';
import { type Advice, advise, outageOf } from './advice.ts';

/** IAM actions behind the calls of the registry protocol; https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const ECR_ACTIONS =
  'ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:InitiateLayerUpload, ecr:UploadLayerPart, ecr:CompleteLayerUpload and ecr:PutImage';

/** Returns the user's error for an error of the registry. */
export function translateRegistryError(error: RegistryError): UserError | OutageError {
  return error.kind === 'unavailable' ? outageOf(error) : advise(error, ADVICE[error.kind](error));
}

type Answered = Exclude<RegistryErrorKind, 'unavailable'>;

const ADVICE: Readonly<Record<Answered, (error: RegistryError) => Advice>> = {
  denied: ({ action }) => ({
    code: 'registry-denied',
    remedy:
      action === undefined
        ? `Log in with an account that may pull from and push to the repository. On Amazon ECR, its role needs ${ECR_ACTIONS}.`
        : `Grant the role of this job ${action} on the repository. A deployment needs ${ECR_ACTIONS}.`,
  }),
  'repository-missing': () => ({
    code: 'repository-missing',
    remedy:
      'Create the repository with immutable tags, set create-repository: true (Amazon ECR), or fix the input image.',
  }),
  'too-large': () => ({
    code: 'registry-refused',
    remedy:
      'Raise the limit on the size of requests in the registry or in the proxy in front of it (nginx: client_max_body_size).',
  }),
  rejected: () => ({
    code: 'registry-refused',
    remedy: 'Fix the problem that the registry names; its own log may say more.',
  }),
  'invalid-realm': () => ({
    code: 'registry-refused',
    remedy: 'Fix the realm in the configuration of the registry or of the proxy in front of it.',
  }),
  'token-denied': () => ({
    code: 'registry-denied',
    remedy: 'Check the registry credentials, and that they may pull from and push to this repository.',
  }),
  'aws-credentials': () => ({
    code: 'aws-credentials',
    remedy:
      'Set aws-role to the role that this job may assume, or run aws-actions/configure-aws-credentials before this step. Add “id-token: write” to the permissions of the job and keep the existing ones.',
  }),
  'role-refused': () => ({
    code: 'aws-role',
    remedy:
      'Fix aws-role, or the trust policy of the role: the audience, the name of the repository and the environment of this job, and the release of the reusable workflow. The account must have GitHub as an identity provider.',
  }),
  'ecr-denied': ({ action, resource }) => ({
    code: 'ecr-denied',
    remedy: `Grant the role of this job ${action} on ${resource}, or renew its credentials.`,
  }),
  'invalid-docker-config': () => ({
    code: 'invalid-docker-config',
    remedy: 'Fix the file, or log in again with docker login.',
  }),
  'credential-helper': () => ({
    code: 'invalid-docker-config',
    remedy: 'Fix the helper, remove it from config.json, or set registry-username and registry-password.',
  }),
  'invalid-image-name': () => ({
    code: 'image-name',
    remedy:
      'Set the image to registry/repository in lower case, without a scheme, tag or digest, e.g. 123456789012.dkr.ecr.eu-west-1.amazonaws.com/flux-airflow.',
  }),
  'invalid-endpoints': () => ({
    code: 'registry-endpoints',
    remedy:
      'Write a JSON object that maps registry hosts to URLs, e.g. {"registry.example.com": "https://10.0.0.7:5000"}.',
  }),
};
