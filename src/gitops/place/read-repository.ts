import { formatKeyPath, parseKeyPath } from '../../values/key-path.ts';
import { findChart } from '../chart/chart-images.ts';
import { type Layers, readKey } from './layers.ts';

/** The keys of a registry that a chart puts before the repository. */
interface RegistryKeys {
  readonly own: string;
  readonly global: string;
}

/** The repository that a values file deploys, and the key of the registry that is written apart from it. */
export interface WrittenRepository {
  readonly repository: string | null | undefined;
  readonly registryKey?: string;
}

/**
 * Reads the repository at a key. Charts such as Bitnami's write its registry at a key beside it, and join the two.
 * `global.imageRegistry` wins there over the registry of one image. Apache's chart and the community's have no such key.
 */
export function readRepository(layers: Layers, repositoryKey: string, tagKey: string): WrittenRepository {
  const repository = readKey(layers, repositoryKey);
  const keys = findChart(tagKey) === undefined ? registryKeys(repositoryKey) : undefined;
  if (!repository || keys === undefined) return { repository };
  const own = readKey(layers, keys.own);
  if (own === undefined) return { repository };
  const shared = readKey(layers, keys.global);
  const [registryKey, registry] = shared ? [keys.global, shared] : [keys.own, own];
  return registry ? { repository: `${registry}/${repository}`, registryKey } : { repository };
}

function registryKeys(repositoryKey: string): RegistryKeys | undefined {
  const path = parseKeyPath(repositoryKey);
  if (path.at(-1) !== 'repository') return undefined;
  return { own: formatKeyPath([...path.slice(0, -1), 'registry']), global: 'global.imageRegistry' };
}
