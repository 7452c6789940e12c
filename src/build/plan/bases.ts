import { eager } from '../../eager.ts';
import { UserError } from '../../errors.ts';
import { type BaseImage, findBaseImages } from '../../image/dockerfile/base-images.ts';
import type { Split } from '../../image/dockerfile/split.ts';
import { DOCKER_HUB, type ImageName } from '../../image-reference.ts';
import { parseImageName, parseReference, type Reference } from '../../registry/image-name.ts';
import { isEcr } from '../../registry/providers/ecr.ts';
import { openReader, type ReaderOptions, type RegistryReader } from '../../registry/reader.ts';
import type { BaseDigests } from '../shared-work.ts';

export interface Base extends BaseImage {
  readonly reference: Reference;
  readonly digest: string;
}

export interface ResolveOptions extends Pick<ReaderOptions, 'machine' | 'retryLimitMs'> {
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly registryMirror?: string;
}

/**
 * Returns the base images of the runtime with their current digests, from their registries.
 * @param known the digests that were looked up; new ones are added
 * @throws UserError `base-image-missing`, `dockerfile-invalid` if FROM names no image; RegistryError
 */
export async function resolveBases(
  split: Split,
  options: ResolveOptions,
  known: BaseDigests = new Map(),
): Promise<Base[]> {
  const { dockerfile, runtime: stages } = split;
  const bases = findBaseImages({ dockerfile, stages, ...options });
  return Promise.all(
    bases.map(async (base) => {
      const reference = parseReference(base.name);
      return { ...base, reference, digest: await resolveOnce(base.name, reference, options, known) };
    }),
  );
}

/** Returns the runtime's Dockerfile with each base image pinned to its digest in the key. */
export function pinBases({ dockerfile, end }: Split, bases: readonly Base[], mirror: string | undefined): string {
  let text = dockerfile.text.slice(0, end);
  for (const { start, end: last, reference, digest } of bases.toSorted((a, b) => b.start - a.start)) {
    const { registry, repository } = locate(reference, mirror);
    const pinned = `${registry}/${repository}@${digest}`;
    text = text.slice(0, start) + pinned + text.slice(last);
  }
  return `${text}\n`;
}

/** Opens the registry that a base image comes from. */
export function openBase(
  reference: Reference,
  options: Pick<ResolveOptions, 'registryMirror' | 'machine' | 'retryLimitMs'>,
): RegistryReader {
  return openReader(locate(reference, options.registryMirror), options);
}

function resolveOnce(name: string, reference: Reference, options: ResolveOptions, known: BaseDigests): Promise<string> {
  const digest = known.get(name) ?? eager(resolve(name, reference, options));
  known.set(name, digest);
  return digest;
}

async function resolve(name: string, reference: Reference, options: ResolveOptions): Promise<string> {
  const { tag, digest } = reference;
  const registry = openBase(reference, options);
  const isCached = reference.registry === DOCKER_HUB && isEcr(registry.image.registry);
  if (digest !== undefined) {
    if (isCached && tag !== '') await importByTag(registry, tag).catch(() => undefined);
    return digest;
  }
  const found = isCached ? await importByTag(registry, tag) : await registry.resolve(tag);
  if (found !== undefined) return found;
  throw new UserError(
    'base-image-missing',
    `The base image ${name} is not in ${registry.image.registry}.`,
    'Correct FROM in the Dockerfile, the build-args that it uses, or the input registry-mirror.',
  );
}

/**
 * Returns the digest behind a tag. Amazon ECR's pull-through cache imports an image when its manifest is fetched by tag, and
 * misses one that is first fetched by digest: https://github.com/aws/containers-roadmap/issues/2837
 */
async function importByTag(cache: RegistryReader, tag: string): Promise<string | undefined> {
  return (await cache.getManifest(tag))?.digest;
}

/**
 * Returns where to pull a base image from. The mirror replaces Docker Hub only; a pull-through cache has a path in front of
 * the names of its images: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-working-pulling.html
 */
export function locate({ registry, repository }: Reference, mirror: string | undefined): ImageName {
  if (registry !== DOCKER_HUB || mirror === undefined) return { registry, repository };
  return parseImageName(`${mirror}/${repository}`);
}
