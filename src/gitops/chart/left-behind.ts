import type { ValuesFile } from '../../github/gitops/values-file.ts';
import type { Change } from '../../values/edit.ts';
import type { DeployedParts } from '../../values/edit-list.ts';
import { readLayers } from '../place/layers.ts';
import { placeTarget } from '../place/place-target.ts';
import type { ValuesTarget } from '../request.ts';
import { findImageOverrides, type ImageOverride } from './image-overrides.ts';

/** Finds the settings of a target's files that keep containers on another image after the changes. */
export function findLeftBehind(
  file: ValuesFile,
  target: ValuesTarget,
  image: DeployedParts,
  changes: readonly Change[],
): ImageOverride[] {
  const layers = readLayers(file, target);
  const { tagKey } = placeTarget(layers, target, image.image);
  return findImageOverrides(layers, { ...image, tagKey }, changes);
}
