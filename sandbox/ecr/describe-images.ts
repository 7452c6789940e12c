import type { DescribeImagesRequest, DescribeImagesResponse, ImageDetail, ImageIdentifier } from '@aws-sdk/client-ecr';
import { readManifest } from '../registry/manifest.ts';
import type { Manifest, Repository } from '../registry/repository.ts';
import { EcrApiError } from './api-error.ts';
import { findImage, isFailure } from './image-id.ts';
import { type Caller, repositoryOf } from './operation.ts';
import { paginate } from './paginate.ts';

/** Serves https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html @throws EcrApiError ImageNotFoundException, unlike BatchGetImage */
export function describeImages(caller: Caller, input: DescribeImagesRequest): DescribeImagesResponse {
  const { images } = repositoryOf(caller, input.repositoryName);
  const { accountId } = caller.account;
  const found = input.imageIds?.map((imageId) => requireImage(accountId, images, imageId));
  const wanted = input.filter?.tagStatus ?? 'ANY';
  const all = [...images.manifests.values()].filter(
    ({ digest }) => wanted === 'ANY' || (wanted === 'TAGGED') === images.tagsOf(digest).length > 0,
  );
  const { page, nextToken } = paginate(found ?? all, input);
  return { imageDetails: page.map((image) => describe(accountId, images, image)), ...nextToken };
}

function requireImage(accountId: string, images: Repository, imageId: ImageIdentifier): Manifest {
  const found = findImage(images, imageId);
  if (!isFailure(found)) return found;
  const { imageDigest, imageTag } = imageId;
  const named = `{imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'}`;
  throw new EcrApiError(
    'ImageNotFoundException',
    `The image with imageId ${named} does not exist within the repository with name '${images.name}' in the registry with id '${accountId}'`,
  );
}

function describe(accountId: string, images: Repository, image: Manifest): ImageDetail {
  const { digest, bytes, mediaType, artifactType, subject, pushedAt } = image;
  const tags = images.tagsOf(digest);
  const { blobs } = readManifest(bytes, mediaType);
  return {
    registryId: accountId,
    repositoryName: images.name,
    imageDigest: digest,
    ...(tags.length === 0 ? {} : { imageTags: tags }),
    imageSizeInBytes: blobs.reduce((sum, blob) => sum + (images.blobs.get(blob) ?? 0), 0),
    imagePushedAt: pushedAt,
    imageManifestMediaType: mediaType,
    ...(artifactType === undefined ? {} : { artifactMediaType: artifactType }),
    ...(subject === undefined ? {} : { subjectManifestDigest: subject }),
    imageStatus: 'ACTIVE',
  };
}
