import { splitReference, splitTagWithDigest } from '../../image-reference.ts';
import { type Layers, readKey } from './layers.ts';
import type { PlacedKeys } from './place-target.ts';
import { readRepository, type WrittenRepository } from './read-repository.ts';

/** What a values file deploys; `null`: the value is empty or missing. */
export interface DeployedNow {
  readonly tag: string | null;
  readonly digest: string | null;
}

/** Reads the image at its place, in each of its forms. */
export function readDeployed(layers: Layers, keys: PlacedKeys): DeployedNow & WrittenRepository {
  const { form, tagKey, repositoryKey, digestKey } = keys;
  const tag = readKey(layers, tagKey);
  if (form === 'reference') {
    const reference = splitReference(tag ?? '');
    const { repository = tag, tag: own = null, digest = null } = reference ?? {};
    return { repository, tag: own, digest };
  }
  const written = readRepository(layers, repositoryKey, tagKey);
  if (form === 'tag-with-digest') {
    return { ...written, ...(splitTagWithDigest(tag ?? '') ?? { tag: tag ?? '', digest: '' }) };
  }
  return { ...written, tag: tag ?? null, digest: readKey(layers, digestKey) || null };
}
