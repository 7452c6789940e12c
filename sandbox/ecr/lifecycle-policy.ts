import type {
  GetLifecyclePolicyRequest,
  GetLifecyclePolicyResponse,
  PutLifecyclePolicyRequest,
  PutLifecyclePolicyResponse,
} from '@aws-sdk/client-ecr';
import { EcrApiError } from './api-error.ts';
import { type Caller, invalidParameter, repositoryOf, requireParameter } from './operation.ts';

/** Serves https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html */
export function putLifecyclePolicy(caller: Caller, input: PutLifecyclePolicyRequest): PutLifecyclePolicyResponse {
  const repository = repositoryOf(caller, input.repositoryName);
  const lifecyclePolicyText = requireParameter('lifecyclePolicyText', input.lifecyclePolicyText);
  if (!hasRules(lifecyclePolicyText)) {
    throw invalidParameter(
      'LifecyclePolicyText',
      'Lifecycle policy validation failure: object has missing required properties (["rules"])',
    );
  }
  repository.lifecyclePolicy = lifecyclePolicyText;
  return { registryId: caller.account.accountId, repositoryName: repository.images.name, lifecyclePolicyText };
}

function hasRules(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text).rules);
  } catch {
    return false;
  }
}

/** Serves https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetLifecyclePolicy.html */
export function getLifecyclePolicy(caller: Caller, input: GetLifecyclePolicyRequest): GetLifecyclePolicyResponse {
  const { accountId } = caller.account;
  const { images, lifecyclePolicy } = repositoryOf(caller, input.repositoryName);
  if (lifecyclePolicy === undefined) {
    throw new EcrApiError(
      'LifecyclePolicyNotFoundException',
      `Lifecycle policy does not exist for the repository with name '${images.name}' in the registry with id '${accountId}'`,
    );
  }
  return { registryId: accountId, repositoryName: images.name, lifecyclePolicyText: lifecyclePolicy };
}
