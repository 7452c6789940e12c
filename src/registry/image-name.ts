import { RegistryError } from './errors.ts';

/** Where an image lives: `host[:port]` and `path/name`. */
export interface ImageName {
  readonly registry: string;
  readonly repository: string;
}

/** What a FROM names: an image, and the tag or digest in it. */
export interface Reference extends ImageName {
  /** A tag, or a digest `sha256:…`. */
  readonly reference: string;
}

/** The registry of all images that are named without a host. */
export const DOCKER_HUB = 'docker.io';

/** https://github.com/distribution/reference/blob/main/regexp.go */
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const REGISTRY = /^(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::\d+)?$/;

/**
 * Registry and repository of an image, without a tag; a name without a host lives in Docker Hub.
 * @throws RegistryError `invalid-image-name`
 */
export function parseImageName(text: string): ImageName {
  const name = splitHost(text);
  if (REGISTRY.test(name.registry) && REPOSITORY.test(name.repository) && name.repository.length < 256) return name;
  throw new RegistryError('invalid-image-name', `${JSON.stringify(text)} is not the name of an image.`);
}

/**
 * A whole reference as FROM has it; the tag is `latest` where there is none, and a digest wins over a tag.
 * @throws RegistryError `invalid-image-name`
 */
export function parseReference(text: string): Reference {
  const [beforeDigest = '', digest] = text.split('@', 2);
  const colon = beforeDigest.lastIndexOf(':');
  const hasTag = colon > beforeDigest.lastIndexOf('/');
  const name = parseImageName(hasTag ? beforeDigest.slice(0, colon) : beforeDigest);
  return { ...name, reference: digest ?? (hasTag ? beforeDigest.slice(colon + 1) : 'latest') };
}

function splitHost(text: string): ImageName {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (isHost) {
    const registry = first === 'index.docker.io' ? DOCKER_HUB : first;
    return { registry, repository: text.slice(slash + 1) };
  }
  return { registry: DOCKER_HUB, repository: slash === -1 ? `library/${text}` : text };
}
