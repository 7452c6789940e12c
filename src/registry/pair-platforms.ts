import type { Descriptor, StoredManifest } from '../image/oci/manifest.ts';
import { listPlatforms } from './pick-platform.ts';
import type { RegistryReader } from './reader.ts';

type Pair = readonly [StoredManifest, StoredManifest];

/**
 * Returns the manifests of two images for each platform; `undefined` if they have different platforms, or if only one of
 * them is an index. Fetches the manifests of an index that are not `local`.
 * @throws RegistryError
 */
export async function pairPlatforms(
  registry: RegistryReader,
  one: StoredManifest,
  other: StoredManifest,
  local: readonly StoredManifest[] = [],
): Promise<readonly Pair[] | undefined> {
  const [ours, theirs] = [listPlatforms(one), listPlatforms(other)];
  if (ours === undefined && theirs === undefined) return [[one, other]];
  if (ours?.length !== theirs?.length) return undefined;
  const pairs = ours?.map((each) => [each, theirs?.find((another) => nameOf(another) === nameOf(each))] as const);
  const find = async ({ digest }: Descriptor) =>
    local.find((manifest) => manifest.digest === digest) ?? (await registry.getManifest(digest));
  const found = await Promise.all(
    (pairs ?? []).map(async ([first, second]) => Promise.all([find(first), second && find(second)])),
  );
  const complete = found.flatMap(([first, second]) => (first && second ? [[first, second] as const] : []));
  return complete.length === found.length ? complete : undefined;
}

function nameOf({ platform }: Descriptor): string {
  return [platform?.os, platform?.architecture, platform?.variant ?? ''].join('/');
}
