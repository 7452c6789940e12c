import type { BuiltImage } from '../image/oci/image.ts';
import type { RegistryReader } from '../registry/reader.ts';

/** The parts of an image that a registry already has. */
export interface Present {
  /** The digest behind its tag; `undefined` if the tag does not exist. */
  readonly tagged: string | undefined;
  /** Digests of its blobs. */
  readonly blobs: ReadonlySet<string>;
}

/** Looks up the tag and all blobs at once. Only reads. */
export async function findPresent(registry: RegistryReader, { tag, blobs }: BuiltImage): Promise<Present> {
  const digests = blobs.map(({ digest }) => digest);
  const [tagged, ...exists] = await Promise.all([
    registry.resolve(tag),
    ...digests.map((digest) => registry.hasBlob(digest)),
  ]);
  return { tagged, blobs: new Set(digests.filter((_, index) => exists[index])) };
}
