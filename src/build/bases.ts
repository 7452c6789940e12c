import { UserError } from '../errors.ts';
import { type BaseImage, findBaseImages } from '../image/dockerfile/base-images.ts';
import type { Split } from '../image/dockerfile/split.ts';
import { DOCKER_HUB } from '../image-reference.ts';
import { parseReference, type Reference } from '../registry/image-name.ts';
import { openReader, type ReaderOptions, type RegistryReader } from '../registry/reader.ts';

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
 * @throws UserError `base-image-missing`, `dockerfile-invalid` if FROM names no image; RegistryError
 */
export async function resolveBases(split: Split, options: ResolveOptions): Promise<Base[]> {
  const { dockerfile, runtime: stages } = split;
  const bases = findBaseImages({ dockerfile, stages, ...options });
  return Promise.all(
    bases.map(async (base) => {
      const reference = parseReference(base.name);
      return { ...base, reference, digest: await resolve(base.name, reference, options) };
    }),
  );
}

/** Returns the runtime's Dockerfile with each base image pinned to its digest in the key. */
export function pinBases({ dockerfile, end }: Split, bases: readonly Base[], mirror: string | undefined): string {
  let text = dockerfile.text.slice(0, end);
  for (const { start, end: last, reference, digest } of bases.toSorted((a, b) => b.start - a.start)) {
    const pinned = `${hostFor(reference.registry, mirror)}/${reference.repository}@${digest}`;
    text = text.slice(0, start) + pinned + text.slice(last);
  }
  return `${text}\n`;
}

/** Opens the registry that a base image comes from. */
export function openBase(
  { registry, repository }: Reference,
  options: Pick<ResolveOptions, 'registryMirror' | 'machine' | 'retryLimitMs'>,
): RegistryReader {
  return openReader({ registry: hostFor(registry, options.registryMirror), repository }, options);
}

async function resolve(name: string, reference: Reference, options: ResolveOptions): Promise<string> {
  if (reference.reference.startsWith('sha256:')) return reference.reference;
  const registry = openBase(reference, options);
  const digest = await registry.resolve(reference.reference);
  if (digest !== undefined) return digest;
  throw new UserError(
    'base-image-missing',
    `The base image ${name} is not in ${registry.image.registry}.`,
    'Correct FROM in the Dockerfile, the build-args that it uses, or the input registry-mirror.',
  );
}

/** Returns the host to call; the mirror replaces Docker Hub only. */
function hostFor(registry: string, mirror: string | undefined): string {
  return registry === DOCKER_HUB ? (mirror ?? DOCKER_HUB) : registry;
}
