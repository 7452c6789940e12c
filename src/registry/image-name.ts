import { type ImageName, splitReference, splitRepositoryName } from '../image-reference.ts';
import { RegistryError } from './errors.ts';

/** The image that a FROM names. */
export interface Reference extends ImageName {
  /** Empty if only a digest is written. */
  readonly tag: string;
  /** `sha256:…`; wins over the tag. */
  readonly digest: string | undefined;
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
 * Reads a whole reference as in FROM; without a digest, the default tag is `latest`.
 * @throws RegistryError `invalid-image-name`
 */
export function parseReference(text: string): Reference {
  const { repository, tag, digest } = splitReference(text) ?? { repository: text };
  return { ...parseImageName(repository), tag: tag ?? (digest === undefined ? 'latest' : ''), digest };
}
