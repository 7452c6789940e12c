import { BatchDeleteImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import type { ImageName } from '../../src/image-reference.ts';
import { parseEcrHost } from '../../src/registry/providers/ecr.ts';

/**
 * Takes tags off their images in Amazon ECR, and the images with their last tag; gives those that were there.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html
 * @throws Error for another registry, which has no such call
 */
export async function removeTags({ registry, repository }: ImageName, tags: readonly string[]): Promise<string[]> {
  const host = parseEcrHost(registry);
  if (host === undefined) throw new Error(`delete ${tags.join(', ')} by hand: ${registry} is not Amazon ECR`);
  const client = new ECRClient({ region: host.region });
  try {
    const imageIds = tags.map((imageTag) => ({ imageTag }));
    const answer = await client.send(new BatchDeleteImageCommand({ repositoryName: repository, imageIds }));
    const refused = (answer.failures ?? []).filter(({ failureCode }) => failureCode !== 'ImageNotFound');
    if (refused.length > 0) throw new Error(refused.map(({ failureReason }) => failureReason).join('; '));
    return (answer.imageIds ?? []).flatMap(({ imageTag }) => (imageTag === undefined ? [] : [imageTag]));
  } finally {
    client.destroy();
  }
}
