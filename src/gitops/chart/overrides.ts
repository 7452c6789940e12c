import type { Part } from '../../image-reference.ts';
import { formatKeyPath, parseKeyPath } from '../../values/key-path.ts';
import { type Layers, readKey } from '../place/layers.ts';
import type { PlacedKeys } from '../place/place-target.ts';
import { readDeployed } from '../place/read-deployed.ts';
import { findChart, placeKey } from './chart-images.ts';

/** A value that overrides, in the chart, one that the deployment writes or relies on. */
export interface Override {
  readonly key: string;
  readonly value: string;
  readonly part: Part;
  /** The key that has no effect because of it. */
  readonly over: string;
}

/**
 * Returns the values that override the deployment's own keys in the chart, so that a new tag changes nothing.
 * A repository equal to the deployed image's is harmless. For charts that `findChart` does not know, a digest at
 * `digestKey` overrides the tag.
 */
export function findOverrides(layers: Layers, image: string, keys: PlacedKeys): Override[] {
  if (keys.form !== 'keys') {
    const { digest } = readDeployed(layers, keys);
    return digest === null || keys.pinDigest
      ? []
      : [{ key: keys.tagKey, value: digest, part: 'digest', over: keys.tagKey }];
  }
  return listPreferred(keys).flatMap(({ part, key, over }) => {
    const value = readKey(layers, key) || undefined;
    const isHarmless = value === undefined || (part === 'repository' && value === image);
    return isHarmless ? [] : [{ key, value, part, over }];
  });
}

/** Returns each key that wins over one of the deployment's, whether it is set or not. */
function listPreferred(keys: PlacedKeys): Omit<Override, 'value'>[] {
  const chart = findChart(keys.tagKey);
  const own: Readonly<Record<Part, string>> = {
    repository: formatKeyPath(parseKeyPath(keys.repositoryKey)),
    tag: formatKeyPath(parseKeyPath(keys.tagKey)),
    digest: formatKeyPath(parseKeyPath(keys.digestKey)),
  };
  const listBefore = (part: Part) => {
    const all = chart?.image[part].map((key) => placeKey(chart, key)) ?? [];
    const rank = all.indexOf(own[part]);
    return rank < 0 && part === 'repository' ? [] : all.slice(0, rank < 0 ? all.length : rank);
  };
  const digests = chart?.image.digest.map((key) => placeKey(chart, key)) ?? [];
  const overriding = (part: Part, over: string) => (key: string) => ({ part, key, over });
  return [
    ...(keys.pinDigest
      ? listBefore('digest').map(overriding('digest', own.digest))
      : [...new Set([own.digest, ...digests])].map(overriding('digest', own.tag))),
    ...listBefore('tag').map(overriding('tag', own.tag)),
    ...listBefore('repository').map(overriding('repository', own.repository)),
  ];
}
