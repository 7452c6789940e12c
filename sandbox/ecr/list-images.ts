import type { ListImagesRequest, ListImagesResponse } from '@aws-sdk/client-ecr';
import { type Caller, repositoryOf } from './operation.ts';
import { paginate } from './paginate.ts';

/** Serves https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImages.html */
export function listImages(caller: Caller, input: ListImagesRequest): ListImagesResponse {
  const { images } = repositoryOf(caller, input.repositoryName);
  const wanted = input.filter?.tagStatus ?? 'ANY';
  const ids = [...images.manifests.keys()].flatMap((imageDigest) => {
    const tags = images.tagsOf(imageDigest);
    if (tags.length === 0) return wanted === 'TAGGED' ? [] : [{ imageDigest }];
    return wanted === 'UNTAGGED' ? [] : tags.map((imageTag) => ({ imageDigest, imageTag }));
  });
  const { page, nextToken } = paginate(ids, input);
  return { imageIds: page, ...nextToken };
}
