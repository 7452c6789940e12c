import type { BuiltImage } from '../image/oci/image.ts';
import type { RegistryReader } from '../registry/reader.ts';

/** What a registry has of an image already. */
export interface Present {
  /** The digest that its tag names; `undefined`: the tag is free. */
  readonly tagged: string | undefined;
  /** Digests of its blobs. */
  readonly blobs: ReadonlySet<string>;
}

/** Asks for all of it at once. Only reads. */
export async function findPresent(registry: RegistryReader, { tag, blobs }: BuiltImage): Promise<Present> {
  const digests = blobs.map(({ digest }) => digest);
  const [tagged, ...isThere] = await Promise.all([
    registry.resolve(tag),
    ...digests.map((digest) => registry.hasBlob(digest)),
  ]);
  return { tagged, blobs: new Set(digests.filter((_, index) => isThere[index])) };
}
