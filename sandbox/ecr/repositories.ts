import type {
  CreateRepositoryRequest,
  CreateRepositoryResponse,
  DescribeRepositoriesRequest,
  DescribeRepositoriesResponse,
  ImageTagMutabilityExclusionFilter,
  PutImageTagMutabilityRequest,
  PutImageTagMutabilityResponse,
  Repository,
} from '@aws-sdk/client-ecr';
import type { EcrAccount, EcrRepository, TagMutabilitySettings } from './account.ts';
import { EcrApiError } from './api-error.ts';
import { type Caller, invalidParameter, repositoryOf, requireParameter } from './operation.ts';
import { paginate } from './paginate.ts';

const NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const MUTABILITIES: readonly string[] = ['IMMUTABLE', 'MUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'];

/** Serves https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
export function createRepository({ account }: Caller, input: CreateRepositoryRequest): CreateRepositoryResponse {
  const name = requireParameter('repositoryName', input.repositoryName);
  if (name.length < 2 || name.length > 256 || !NAME.test(name)) {
    throw invalidParameter('repositoryName', `must satisfy regular expression '${NAME.source.slice(1, -1)}'`);
  }
  if (account.repositories.has(name)) {
    throw new EcrApiError(
      'RepositoryAlreadyExistsException',
      `The repository with name '${name}' already exists in the registry with id '${account.accountId}'`,
    );
  }
  const repository = account.createRepository(name, {
    scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
    tagMutability: readMutability(input.imageTagMutability, input.imageTagMutabilityExclusionFilters),
  });
  return { repository: describe(account, repository) };
}

/** Serves https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
export function describeRepositories(caller: Caller, input: DescribeRepositoriesRequest): DescribeRepositoriesResponse {
  const { account } = caller;
  const found = input.repositoryNames?.map((name) => repositoryOf(caller, name)) ?? [...account.repositories.values()];
  const { page, nextToken } = paginate(found, input);
  return { repositories: page.map((repository) => describe(account, repository)), ...nextToken };
}

/** Serves https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageTagMutability.html */
export function putImageTagMutability(
  caller: Caller,
  input: PutImageTagMutabilityRequest,
): PutImageTagMutabilityResponse {
  const repository = repositoryOf(caller, input.repositoryName);
  repository.tagMutability = readMutability(
    requireParameter('imageTagMutability', input.imageTagMutability),
    input.imageTagMutabilityExclusionFilters,
  );
  return {
    registryId: caller.account.accountId,
    repositoryName: repository.images.name,
    ...showMutability(repository.tagMutability),
  };
}

function describe(account: EcrAccount, repository: EcrRepository): Repository {
  const { images, createdAt, scanOnPush, tagMutability } = repository;
  return {
    registryId: account.accountId,
    repositoryName: images.name,
    repositoryArn: account.repositoryArn(images.name),
    repositoryUri: `${account.registryHost}/${images.name}`,
    createdAt,
    ...showMutability(tagMutability),
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: { encryptionType: 'AES256' },
  };
}

function readMutability(
  mutability: TagMutabilitySettings['mutability'] = 'MUTABLE',
  filters: readonly ImageTagMutabilityExclusionFilter[] = [],
): TagMutabilitySettings {
  if (!MUTABILITIES.includes(mutability)) {
    throw invalidParameter('imageTagMutability', `Member must satisfy enum value set: [${MUTABILITIES.join(', ')}]`);
  }
  return { mutability, exclusions: filters.flatMap(({ filter }) => (filter === undefined ? [] : [filter])) };
}

function showMutability({ mutability, exclusions }: TagMutabilitySettings) {
  const filters = exclusions.map((filter) => ({ filterType: 'WILDCARD' as const, filter }));
  return {
    imageTagMutability: mutability,
    ...(filters.length === 0 ? {} : { imageTagMutabilityExclusionFilters: filters }),
  };
}
