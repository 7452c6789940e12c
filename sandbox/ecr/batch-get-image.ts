import type { BatchGetImageRequest, BatchGetImageResponse, Image } from '@aws-sdk/client-ecr';
import { findImage, type ImageFailure, isFailure } from './image-id.ts';
import { type Caller, repositoryOf, requireMembers } from './operation.ts';

/** Returns images; ids that are not found are in `failures` (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html). */
export function batchGetImage(caller: Caller, input: BatchGetImageRequest): BatchGetImageResponse {
  const repository = repositoryOf(caller, input.repositoryName).images;
  const images: Image[] = [];
  const failures: ImageFailure[] = [];
  for (const imageId of requireMembers('imageIds', input.imageIds)) {
    const found = findImage(repository, imageId);
    if (isFailure(found)) {
      failures.push(found);
      continue;
    }
    images.push({
      registryId: caller.account.accountId,
      repositoryName: repository.name,
      imageId: { ...imageId, imageDigest: found.digest },
      imageManifest: found.bytes.toString('utf8'),
      imageManifestMediaType: found.mediaType,
    });
  }
  return { images, failures };
}
