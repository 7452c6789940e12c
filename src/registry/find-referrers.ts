import type { Descriptor, Index } from '../image/oci/manifest.ts';
import type { RegistryReader } from './reader.ts';

/** The documents that refer to an image. */
export interface Referrers {
  /** Whether the registry has the referrers API. */
  readonly byRegistry: boolean;
  readonly manifests: readonly Descriptor[];
}

/** Lists the documents of an image, from the registry's list or from the index under the tag that replaces it. */
export async function findReferrers(registry: RegistryReader, subject: string): Promise<Referrers> {
  const listed = await registry.listReferrers(subject);
  if (listed !== undefined) return { byRegistry: true, manifests: listed };
  const index = await registry.getManifest(fallbackTag(subject));
  const { manifests = [] }: Partial<Index> = index === undefined ? {} : JSON.parse(index.bytes.toString());
  return { byRegistry: false, manifests };
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema */
export function fallbackTag(digest: string): string {
  return digest.replace(':', '-');
}
