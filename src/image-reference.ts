/** The parts of an image reference; https://github.com/distribution/reference/blob/main/reference.go */
export type Part = 'repository' | 'tag' | 'digest';

/** A reference as it is written; the repository has its host, where one is written. */
export type ImageReference = Readonly<Partial<Record<Part, string>>> & { readonly repository: string };

/** Where an image lives: `host[:port]` and `path/name`. */
export interface ImageName {
  readonly registry: string;
  readonly repository: string;
}

/** The registry of all images that are named without a host. */
export const DOCKER_HUB = 'docker.io';

/** https://github.com/distribution/reference/blob/main/regexp.go */
const HOST = /^(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::\d+)?$/;
const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;
const MAX_PATH = 255;

/** Returns `registry:5000/a/b:tag@sha256:…` in its parts; `undefined` if it is not an image reference. */
export function splitReference(text: string): ImageReference | undefined {
  const [named = '', digest, ...more] = text.split('@');
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const repository = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const parts = { repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
  const isValid = Object.entries(parts).every(([part, value]) => isPart(part as Part, value));
  return isValid && more.length === 0 ? parts : undefined;
}

/** Splits `tag@digest`, which some values files have in one key; `undefined` if it is something else. Checks neither part. */
export function splitTagWithDigest(text: string): { readonly tag: string; readonly digest: string } | undefined {
  const [tag = '', digest = '', ...more] = text.split('@');
  return digest === '' || more.length > 0 ? undefined : { tag, digest };
}

/** Returns whether a text is such a part of an image reference. */
export function isPart(part: Part, text: string): boolean {
  if (part === 'repository') return isRepository(text);
  return (part === 'tag' ? TAG : DIGEST).test(text);
}

/** Returns whether a text is the repository of an image, without a tag or a digest. */
export function isRepository(text: string): boolean {
  return splitRepositoryName(text) !== undefined;
}

/** Returns host and path of a repository; one without a host lives in Docker Hub. `undefined` if it is malformed. */
export function splitRepositoryName(text: string): ImageName | undefined {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const hasHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const written = hasHost ? text.slice(slash + 1) : text;
  if ((hasHost && !HOST.test(first)) || !PATH.test(written) || written.length > MAX_PATH) return undefined;
  if (hasHost) return { registry: first === 'index.docker.io' ? DOCKER_HUB : first, repository: written };
  return { registry: DOCKER_HUB, repository: slash === -1 ? `library/${text}` : text };
}
