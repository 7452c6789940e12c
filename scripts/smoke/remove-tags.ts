import { BatchDeleteImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import type { ImageName } from '../../src/image-reference.ts';
import { parseEcrHost } from '../../src/registry/providers/ecr.ts';

/**
 * Deletes tags in Amazon ECR, and images with their last tag. Returns the tags that existed.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html
 * @throws Error for another registry, which has no such API
 */
export async function removeTags({ registry, repository }: ImageName, tags: readonly string[]): Promise<string[]> {
  const host = parseEcrHost(registry);
  if (host === undefined)
    throw new Error(`${registry} is not Amazon ECR. Delete these tags manually: ${tags.join(', ')}`);
  const client = new ECRClient({ region: host.region });
  try {
    const imageIds = tags.map((imageTag) => ({ imageTag }));
    const response = await client.send(new BatchDeleteImageCommand({ repositoryName: repository, imageIds }));
    const refused = (response.failures ?? []).filter(({ failureCode }) => failureCode !== 'ImageNotFound');
    if (refused.length > 0) throw new Error(refused.map(({ failureReason }) => failureReason).join('; '));
    return (response.imageIds ?? []).flatMap(({ imageTag }) => (imageTag === undefined ? [] : [imageTag]));
  } finally {
    client.destroy();
  }
}
