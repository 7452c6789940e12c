import type { Answer, Request } from '../http/message.ts';
import type { EcrAccount } from './account.ts';
import { apiErrorAnswer, awsJson, EcrApiError } from './api-error.ts';
import { authenticate } from './authenticate.ts';
import { batchCheckLayerAvailability } from './batch-check-layer-availability.ts';
import { batchDeleteImage } from './batch-delete-image.ts';
import { batchGetImage } from './batch-get-image.ts';
import { describeImages } from './describe-images.ts';
import { getAuthorizationToken } from './get-authorization-token.ts';
import { getLifecyclePolicy, putLifecyclePolicy } from './lifecycle-policy.ts';
import { listImages } from './list-images.ts';
import type { Caller } from './operation.ts';
import { putImage } from './put-image.ts';
import { createRepository, describeRepositories, putImageTagMutability } from './repositories.ts';

const OPERATIONS = {
  BatchCheckLayerAvailability: batchCheckLayerAvailability,
  BatchDeleteImage: batchDeleteImage,
  BatchGetImage: batchGetImage,
  CreateRepository: createRepository,
  DescribeImages: describeImages,
  DescribeRepositories: describeRepositories,
  GetAuthorizationToken: getAuthorizationToken,
  GetLifecyclePolicy: getLifecyclePolicy,
  ListImages: listImages,
  PutImage: putImage,
  PutImageTagMutability: putImageTagMutability,
  PutLifecyclePolicy: putLifecyclePolicy,
} as Readonly<Record<string, (caller: Caller, input: object) => object>>;

/** Returns the operation that a request names, such as `PutImage`. */
export function operationName({ headers }: Request): string {
  const target = String(headers['x-amz-target'] ?? '');
  return /^AmazonEC2ContainerRegistry_V20150921\.(\w+)$/.exec(target)?.[1] ?? 'unknown';
}

/** Answers one call of the API. */
export async function serve(account: EcrAccount, request: Request): Promise<Answer> {
  try {
    return awsJson(200, await call(account, request));
  } catch (error) {
    if (error instanceof EcrApiError) return apiErrorAnswer(error);
    throw error;
  }
}

async function call(account: EcrAccount, request: Request): Promise<object> {
  const name = operationName(request);
  const operation = OPERATIONS[name];
  if (operation === undefined) throw new EcrApiError('UnknownOperationException', '');
  const accessKey = await authenticate(account, request);
  const input = parse(await request.body());
  const resource = input.repositoryName === undefined ? '*' : account.repositoryArn(String(input.repositoryName));
  const reason = account.rejectionReason(accessKey, `ecr:${name}`, resource);
  if (reason !== undefined) throw new EcrApiError('AccessDeniedException', reason);
  return operation({ account, accessKey }, input);
}

function parse(body: Buffer): { readonly repositoryName?: unknown } {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new EcrApiError('SerializationException', 'the body is not JSON');
  }
}
