import type { BatchDeleteImageRequest, BatchDeleteImageResponse, ImageIdentifier } from '@aws-sdk/client-ecr';
import { findImage, type ImageFailure, isFailure } from './image-id.ts';
import { type Caller, repositoryOf, requireMembers } from './operation.ts';

/** Deletes images. An id with only a tag removes the tag; without tags left, the image is deleted (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html). */
export function batchDeleteImage(caller: Caller, input: BatchDeleteImageRequest): BatchDeleteImageResponse {
  const { images } = repositoryOf(caller, input.repositoryName);
  const imageIds: ImageIdentifier[] = [];
  const failures: ImageFailure[] = [];
  for (const imageId of requireMembers('imageIds', input.imageIds)) {
    const found = findImage(images, imageId);
    if (isFailure(found)) {
      failures.push(found);
      continue;
    }
    if (imageId.imageDigest === undefined) images.tags.delete(imageId.imageTag ?? '');
    if (imageId.imageDigest !== undefined || images.tagsOf(found.digest).length === 0) images.remove(found.digest);
    imageIds.push({ ...imageId, imageDigest: found.digest });
  }
  return { imageIds, failures };
}
