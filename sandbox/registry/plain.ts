import { tagImmutableText } from '../ecr/texts.ts';
import type { Conduct, RejectionErrors } from './conduct.ts';
import { RegistryError } from './errors.ts';
import { Repository } from './repository.ts';

const REJECTIONS: RejectionErrors = {
  nameUnknown: (name) => new RegistryError(404, 'NAME_UNKNOWN', `repository name not known to registry: ${name}`),
  manifestUnknown: (reference) => new RegistryError(404, 'MANIFEST_UNKNOWN', `manifest unknown: ${reference}`),
  contentMissing: (_repository, digests) =>
    new RegistryError(400, 'MANIFEST_BLOB_UNKNOWN', `content unknown to registry: ${digests.join(', ')}`),
  manifestDiffers: (_repository, digest) =>
    new RegistryError(400, 'DIGEST_INVALID', `provided digest did not match the manifest: ${digest}`),
};

export interface PlainOptions {
  readonly immutableTags?: boolean;
  /** Whether artifacts of unknown types are rejected, as by GitLab (gitlab-org/container-registry#951). */
  readonly imagesOnly?: boolean;
}

/** The types of images, of OCI and of Docker. */
const IMAGE_TYPES = /^application\/vnd\.(?:oci\.image\.(?!empty)|docker\.)/;

/**
 * Implements the specification: the first push creates a repository. The specification does not define immutable tags, so
 * their error is Amazon ECR's.
 */
export function plainConduct(
  authorise: Conduct['authorise'],
  { immutableTags = false, imagesOnly = false }: PlainOptions,
): Conduct {
  const repositories = new Map<string, Repository>();
  return {
    authorise,
    find: (name) => repositories.get(name),
    findOrCreate(name) {
      const repository = repositories.get(name) ?? new Repository(name);
      repositories.set(name, repository);
      return repository;
    },
    holds: (digest) => [...repositories.values()].some((repository) => repository.blobs.has(digest)),
    mountSource: (digest, from) =>
      from === undefined
        ? [...repositories.values()].find((repository) => repository.blobs.has(digest))
        : repositories.get(from),
    guardTag({ name, tags }, tag, digest) {
      const taken = tags.get(tag);
      if (!immutableTags || taken === undefined || taken === digest) return;
      throw new RegistryError(400, 'TAG_INVALID', tagImmutableText(name, tag));
    },
    guardTypes(types) {
      const unknown = imagesOnly ? types.find((type) => !IMAGE_TYPES.test(type)) : undefined;
      if (unknown !== undefined) throw new RegistryError(400, 'MANIFEST_INVALID', `unknown media type: ${unknown}`);
    },
    downloadUrl: () => undefined,
    chunks: { status: 202, later: 'appended' },
    rejectionErrors: REJECTIONS,
  };
}
