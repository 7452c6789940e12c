import type { ImageFailureCode, ImageIdentifier } from '@aws-sdk/client-ecr';
import { parseDigest } from '../registry/digest.ts';
import type { Manifest, Repository } from '../registry/repository.ts';

/** Why an identifier does not name an image, in Amazon ECR's words. */
export interface ImageFailure {
  readonly imageId: ImageIdentifier;
  readonly failureCode: ImageFailureCode;
  readonly failureReason: string;
}

/** Returns the image that a tag, a digest or both name (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageFailure.html). */
export function findImage(images: Repository, imageId: ImageIdentifier): Manifest | ImageFailure {
  const { imageDigest, imageTag } = imageId;
  if (imageDigest !== undefined && parseDigest(imageDigest) === undefined) {
    return failure(imageId, 'InvalidImageDigest', 'Invalid request parameters: image digest should satisfy the regex');
  }
  const reference = imageDigest ?? imageTag;
  if (reference === undefined) {
    return failure(imageId, 'MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null');
  }
  const image = images.manifest(reference);
  if (image === undefined) return failure(imageId, 'ImageNotFound', 'Requested image not found');
  if (imageTag !== undefined && images.tags.get(imageTag) !== image.digest) {
    return failure(imageId, 'ImageTagDoesNotMatchDigest', 'The image tag does not match the image digest');
  }
  return image;
}

/** Returns true if no image was found. */
export function isFailure(found: Manifest | ImageFailure): found is ImageFailure {
  return 'failureCode' in found;
}

function failure(imageId: ImageIdentifier, failureCode: ImageFailureCode, failureReason: string): ImageFailure {
  return { imageId, failureCode, failureReason };
}
