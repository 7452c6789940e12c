import { type ImageName, splitReference, splitRepositoryName } from '../image-reference.ts';
import { RegistryError } from './errors.ts';

/** What a FROM names: an image, and the tag or digest in it. */
export interface Reference extends ImageName {
  /** A tag, or a digest `sha256:…`. */
  readonly reference: string;
}

/**
 * Registry and repository of an image, without a tag; a name without a host lives in Docker Hub.
 * @throws RegistryError `invalid-image-name`
 */
export function parseImageName(text: string): ImageName {
  const name = splitRepositoryName(text);
  if (name !== undefined) return name;
  throw new RegistryError('invalid-image-name', `${JSON.stringify(text)} is not the name of an image.`);
}

/**
 * A whole reference as FROM has it; the tag is `latest` where there is none, and a digest wins over a tag.
 * @throws RegistryError `invalid-image-name`
 */
export function parseReference(text: string): Reference {
  const { repository, tag = 'latest', digest } = splitReference(text) ?? { repository: text };
  return { ...parseImageName(repository), reference: digest ?? tag };
}
