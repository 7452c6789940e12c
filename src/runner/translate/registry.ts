import type { OutageError, UserError } from '../../errors.ts';
import type { RegistryError, RegistryErrorKind } from '../../registry/errors.ts';
import { type Advice, advise, outageOf } from './advice.ts';

/** IAM actions behind the calls of the registry protocol; https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const ECR_ACTIONS =
  'ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:InitiateLayerUpload, ecr:UploadLayerPart, ecr:CompleteLayerUpload and ecr:PutImage';

/** Returns the error that the user reads for an error of the registry. */
export function translateRegistryError(error: RegistryError): UserError | OutageError {
  return error.kind === 'unavailable' ? outageOf(error) : advise(error, ADVICE[error.kind](error));
}

type Answered = Exclude<RegistryErrorKind, 'unavailable'>;

const ADVICE: Readonly<Record<Answered, (error: RegistryError) => Advice>> = {
  denied: ({ action }) => ({
    code: 'registry-denied',
    remedy:
      action === undefined
        ? `Log in with an account that may pull and push it; on Amazon ECR its role needs ${ECR_ACTIONS}.`
        : `Give the role of this job the action ${action} on the repository; a deployment needs ${ECR_ACTIONS}.`,
  }),
  'repository-missing': () => ({
    code: 'repository-missing',
    remedy: 'Create it, with immutable tags, or give create-repository: true (Amazon ECR), or correct the input image.',
  }),
  rejected: () => ({
    code: 'registry-refused',
    remedy: 'Correct what the registry names; its own log may say more.',
  }),
  'invalid-realm': () => ({
    code: 'registry-refused',
    remedy: 'Correct the realm in the configuration of the registry, or of the proxy before it.',
  }),
  'token-denied': () => ({
    code: 'registry-denied',
    remedy: 'Check the credentials of the registry, and that they may pull and push this repository.',
  }),
  'aws-credentials': () => ({
    code: 'aws-credentials',
    remedy:
      'Run aws-actions/configure-aws-credentials before this step, and add “id-token: write” to the permissions of the job, beside those that it has.',
  }),
  'ecr-denied': ({ action, resource }) => ({
    code: 'ecr-denied',
    remedy: `Give the role of this job the action ${action} on ${resource}, or renew its credentials.`,
  }),
  'invalid-docker-config': () => ({
    code: 'invalid-docker-config',
    remedy: 'Correct the file, or log in again with docker login.',
  }),
  'credential-helper': () => ({
    code: 'invalid-docker-config',
    remedy: 'Fix the helper, remove it from config.json, or give registry-username and registry-password.',
  }),
  'invalid-image-name': () => ({
    code: 'image-name',
    remedy:
      'Write registry/repository in lower case, without a scheme, a tag or a digest, e.g. 123456789012.dkr.ecr.eu-west-1.amazonaws.com/flux-airflow.',
  }),
  'invalid-endpoints': () => ({
    code: 'registry-endpoints',
    remedy: 'Write an object from registry host to URL, e.g. {"registry.example.com": "https://10.0.0.7:5000"}.',
  }),
};
