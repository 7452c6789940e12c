import { UserError } from '../errors.ts';
import type { ImageName } from '../image-reference.ts';
import type { Call, RegistryResponse } from './request.ts';

/** IAM actions behind the calls of the registry protocol; https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const ECR_ACTIONS =
  'ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:InitiateLayerUpload, ecr:UploadLayerPart, ecr:CompleteLayerUpload and ecr:PutImage';

/** The codes in an error body; none when it is not of the specified form, which a registry is free to do. */
export function errorCodes(body: Buffer): readonly string[] {
  return errorsOf(body).map(({ code }) => code);
}

/** What the user can do about an answer that another attempt would not better. */
export function classifyRejection(image: ImageName, call: Call, answer: RegistryResponse): UserError {
  const name = `${image.registry}/${image.repository}`;
  const codes = errorCodes(answer.body);
  if (answer.status === 401 || answer.status === 403) {
    const [, action] = /not authorized to perform: (ecr:\w+)/.exec(said(answer.body)) ?? [];
    return new UserError(
      'registry-denied',
      `The registry denies ${call.method} on ${name} (HTTP ${answer.status}).${said(answer.body)}`,
      action === undefined
        ? `Log in with an account that may pull and push it; on Amazon ECR its role needs ${ECR_ACTIONS}.`
        : `Give the role of this job the action ${action} on the repository; a deployment needs ${ECR_ACTIONS}.`,
    );
  }
  if (codes.includes('NAME_UNKNOWN')) {
    return new UserError(
      'repository-missing',
      `The registry has no repository ${name}.`,
      'Create it, with immutable tags, or give create-repository: true (Amazon ECR), or correct the input image.',
    );
  }
  return new UserError(
    'registry-refused',
    `The registry refuses ${call.method} ${new URL(call.url).pathname} (HTTP ${answer.status}).${said(answer.body)}`,
    'Mend what it names; the log of the registry itself may say more.',
  );
}

function errorsOf(body: Buffer): readonly { readonly code: string; readonly message?: string }[] {
  try {
    const { errors } = JSON.parse(body.toString());
    return Array.isArray(errors) ? errors : [];
  } catch {
    return [];
  }
}

function said(body: Buffer): string {
  const text = errorsOf(body).map(({ code, message }) => `${code}: ${message ?? ''}`);
  return text.length === 0 ? '' : ` It says: ${text.join('; ')}`;
}
