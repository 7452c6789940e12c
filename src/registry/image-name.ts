import { type ImageName, splitReference, splitRepositoryName } from '../image-reference.ts';
import { RegistryError } from './errors.ts';

/** The image that a FROM names, with its tag or digest. */
export interface Reference extends ImageName {
  /** A tag, or a digest `sha256:…`. */
  readonly reference: string;
}

/**
 * Returns registry and repository of an image name without a tag; without a host, the registry is Docker Hub.
 * @throws RegistryError `invalid-image-name`
 */
export function parseImageName(text: string): ImageName {
  const name = splitRepositoryName(text);
  if (name !== undefined) return name;
  throw new RegistryError('invalid-image-name', `${JSON.stringify(text)} is not the name of an image.`);
}

/**
 * Reads a whole reference as in FROM. The default tag is `latest`; a digest wins over a tag.
 * @throws RegistryError `invalid-image-name`
 */
export function parseReference(text: string): Reference {
  const { repository, tag = 'latest', digest } = splitReference(text) ?? { repository: text };
  return { ...parseImageName(repository), reference: digest ?? tag };
}
