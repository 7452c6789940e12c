import { isDeepStrictEqual } from 'node:util';
import type { ImageConfig } from './image-config.ts';
import { BASE_DIGEST_LABEL, CREATED_LABEL, REVISION_LABEL } from './labels.ts';
import type { Manifest, StoredManifest } from './manifest.ts';

/** Labels that differ between commits even if the images are the same. */
const LABELS_OF_THE_COMMIT = new Set([CREATED_LABEL, REVISION_LABEL]);

/** Returns whether two images have the same layers. An index has no layers, so it is never the same. */
export function sameLayers(one: StoredManifest, other: StoredManifest): boolean {
  const [ours, theirs] = [layersOf(one), layersOf(other)];
  return ours !== undefined && isDeepStrictEqual(ours, theirs);
}

/** Returns whether two configs run the same. Ignores history, times and the commit. */
export function sameConfig(one: Buffer, other: Buffer): boolean {
  return isDeepStrictEqual(withoutCommit(one), withoutCommit(other));
}

/**
 * Returns whether two configs are of one commit on two builds of one runtime: only the runtime's own layers and their
 * times differ.
 */
export function sameOnRebuiltRuntime(one: Buffer, other: Buffer): boolean {
  return isDeepStrictEqual(withoutRuntime(one), withoutRuntime(other));
}

function layersOf({ bytes }: StoredManifest): string[] | undefined {
  const { layers }: Partial<Manifest> = JSON.parse(bytes.toString());
  return layers?.map(({ digest }) => digest);
}

function withoutCommit(bytes: Buffer): object {
  const { config, ...rest } = withoutTimes(bytes);
  const labels = Object.entries(config?.Labels ?? {}).filter(([name]) => !LABELS_OF_THE_COMMIT.has(name));
  return { ...rest, config: { ...config, Labels: Object.fromEntries(labels) } };
}

function withoutRuntime(bytes: Buffer): object {
  const { rootfs, config, ...rest } = withoutTimes(bytes);
  const labels = Object.entries(config?.Labels ?? {}).filter(([name]) => name !== BASE_DIGEST_LABEL);
  return { ...rest, layers: rootfs.diff_ids.length, config: { ...config, Labels: Object.fromEntries(labels) } };
}

/** Removes the times. BuildKit's cache of the runtime, from which the next one is built, has times too. */
function withoutTimes(bytes: Buffer): ImageConfig {
  const { created: _, history: __, 'moby.buildkit.cache.v0': ___, ...rest }: ImageConfig = JSON.parse(bytes.toString());
  return rest;
}
