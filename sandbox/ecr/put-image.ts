import type { PutImageRequest, PutImageResponse } from '@aws-sdk/client-ecr';
import { digestOf, parseDigest } from '../registry/digest.ts';
import { RegistryError } from '../registry/errors.ts';
import { type ReadManifest, readManifest } from '../registry/manifest.ts';
import { keepManifest } from '../registry/push-manifest.ts';
import type { Repository } from '../registry/repository.ts';
import { EcrApiError } from './api-error.ts';
import { type Caller, repositoryOf, requireParameter } from './operation.ts';
import { tagImmutableText } from './texts.ts';

/** Serves https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html */
export function putImage(caller: Caller, input: PutImageRequest): PutImageResponse {
  const { images } = repositoryOf(caller, input.repositoryName);
  const text = requireParameter('imageManifest', input.imageManifest);
  const { imageTag, imageDigest: expected } = input;
  const bytes = Buffer.from(text);
  const imageDigest = digestOf(bytes, parseDigest(expected ?? '')?.algorithm);
  if (expected !== undefined && expected !== imageDigest) {
    throw new EcrApiError(
      'ImageDigestDoesNotMatchException',
      `The provided digest '${expected}' does not match the digest '${imageDigest}' that Amazon ECR has calculated`,
    );
  }
  const manifest = read(bytes, input.imageManifestMediaType);
  requireContent(caller, images, manifest);
  guard(caller, images, imageDigest, imageTag);
  keepManifest(images, imageDigest, bytes, manifest);
  if (imageTag !== undefined) images.tags.set(imageTag, imageDigest);
  return {
    image: {
      registryId: caller.account.accountId,
      repositoryName: images.name,
      imageId: { imageDigest, ...(imageTag === undefined ? {} : { imageTag }) },
      imageManifest: text,
      imageManifestMediaType: manifest.mediaType,
    },
  };
}

function read(bytes: Buffer, mediaType: string | undefined): ReadManifest {
  try {
    return readManifest(bytes, mediaType);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    throw new EcrApiError(
      'InvalidParameterException',
      `Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax': ${error.message}`,
    );
  }
}

function requireContent({ account }: Caller, images: Repository, manifest: ReadManifest): void {
  const place = `required for pushing image into repository with name '${images.name}' in the registry with id '${account.accountId}' do not exist`;
  const layers = manifest.blobs.filter((digest) => !images.blobs.has(digest));
  if (layers.length > 0) {
    throw new EcrApiError('LayersNotFoundException', `Layers with digests '[${layers.join(', ')}]' ${place}`);
  }
  const children = manifest.manifests.filter((digest) => !images.manifests.has(digest));
  if (children.length > 0) {
    const message = `Images with digests '[${children.join(', ')}]' ${place}`;
    throw new EcrApiError('ReferencedImagesNotFoundException', message);
  }
}

function guard({ account }: Caller, images: Repository, digest: string, tag: string | undefined): void {
  const taken = tag === undefined ? undefined : images.tags.get(tag);
  if (taken === digest || (tag === undefined && images.manifests.has(digest))) {
    throw new EcrApiError(
      'ImageAlreadyExistsException',
      `Image with digest '${digest}' and tag '${tag ?? 'null'}' already exists in the repository with name '${images.name}' in registry with id '${account.accountId}'`,
    );
  }
  if (tag !== undefined && taken !== undefined && account.isImmutable(images.name, tag)) {
    throw new EcrApiError('ImageTagAlreadyExistsException', tagImmutableText(images.name, tag));
  }
}
