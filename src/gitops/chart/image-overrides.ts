import { isAlias, isNode, type Node, type Range } from 'yaml';
import type { ValuesFile } from '../../github/gitops/values-file.ts';
import { splitReference } from '../../image-reference.ts';
import { canonicalKey } from '../../values/canonical-path.ts';
import type { Change } from '../../values/edit.ts';
import type { DeployedParts } from '../../values/edit-list.ts';
import { formatKeyPath, type KeyPath, parseKeyPath } from '../../values/key-path.ts';
import { findNode, findWritten, readValue, textOf } from '../../values/read.ts';
import { listScalars } from '../../values/yaml/list-scalars.ts';
import type { Values } from '../../values/yaml/values.ts';
import { type Layers, readKey, readLayers } from '../place/layers.ts';
import { placeTarget } from '../place/place-target.ts';
import type { ValuesTarget } from '../request.ts';
import { type DeployedImage, imageSettings } from './image-settings.ts';

/** A setting in a values file that keeps some Airflow container on another image than the deployed one. */
export interface ImageOverride {
  readonly key: string;
  /** From 1. */
  readonly line: number;
  /** A sentence: the setting, and what stays on another image. */
  readonly message: string;
}

/**
 * Finds the settings of a values file that keep containers on another image after the changes: settings of Apache
 * Airflow's chart, and any other reference to the image with another tag.
 */
export function findImageOverrides(
  layers: Layers,
  deployed: DeployedImage,
  changes: readonly Change[],
): ImageOverride[] {
  const [{ values }] = layers;
  const canonical = (key: string) => canonicalKey(values, parseKeyPath(key));
  const settings = new Map([...imageSettings(deployed)].map(([key, check]) => [canonical(key), { key, check }]));
  const written = new Set([deployed.tagKey, ...changes.map(({ path }) => path)].map(canonical));
  const own = findNode(values, parseKeyPath(deployed.tagKey))?.node;
  const seen = new Set<string>();
  const listed = [...listScalars(values)].flatMap(({ values: text, path, node }): ImageOverride[] => {
    const key = formatKeyPath(path);
    seen.add(key);
    // An alias of the tag gets the new tag with it.
    const value = isAlias(node) && text.aliases.get(node) === own ? deployed.tag : (textOf(text, node) ?? null);
    const found =
      settings.get(key)?.check(value) ??
      describeOtherTag(values, path, value, deployed) ??
      describeVariable(path, value, deployed);
    if (found === undefined || written.has(key)) return [];
    return [{ key, line: lineOf(text, node), message: `${key} ${found}` }];
  });
  const indirect = [...settings].flatMap(([name, { key, check }]): ImageOverride[] => {
    const path = parseKeyPath(key);
    const value = seen.has(name) || written.has(name) ? undefined : readKey(layers, key);
    const found = value === undefined || value === null ? undefined : check(value);
    return found === undefined ? [] : [{ key, line: lineOfNearest(values, path), message: `${key} ${found}` }];
  });
  return [...listed, ...indirect];
}

/** Finds the settings of a target's files that keep containers on another image after the changes. */
export function findOverridesOfTarget(
  file: ValuesFile,
  target: ValuesTarget,
  image: DeployedParts,
  changes: readonly Change[],
): ImageOverride[] {
  const layers = readLayers(file, target);
  const { tagKey } = placeTarget(layers, target, image.image);
  return findImageOverrides(layers, { ...image, tagKey }, changes);
}

function lineOf(values: Values, { range }: Node): number {
  const [start] = range as Range;
  return Number(values.position(start).split(':')[0]);
}

/** Returns the line of a key that comes from an alias or a merge key: that of the mapping or alias above it. */
function lineOfNearest(values: Values, path: KeyPath): number {
  const above = path
    .map((_, index) => findWritten(values, path.slice(0, -1 - index)))
    .find((place) => isNode(place?.node));
  return above !== undefined && isNode(above.node) ? lineOf(above.values, above.node) : 1;
}

/** Describes the same repository with another tag: a reference in one value, or `repository` with `tag` beside it. */
function describeOtherTag(values: Values, path: KeyPath, value: string | null, { image, tag, digest }: DeployedImage) {
  const stays = 'so its containers stay on another image';
  const reference = value?.startsWith(image) ? splitReference(value) : undefined;
  const other = (reference?.tag ?? tag) !== tag || (reference?.digest ?? digest) !== digest;
  if (reference?.repository === image && other) return `is ${value}, ${stays}.`;
  const isTag = path.at(-1) === 'tag' && value !== null && value !== '' && value !== tag;
  const repository = isTag ? readValue(values, [...path.slice(0, -1), 'repository']) : undefined;
  return repository === image ? `is ${value} for the same repository, ${stays}.` : undefined;
}

const WORKER_VARIABLE = /AIRFLOW__KUBERNETES(?:_EXECUTOR)?__WORKER_CONTAINER_(TAG|REPOSITORY)/;

/** Describes the variable as a value, such as the `name` of an entry of `env`, or as a key with the variable's value. */
function describeVariable(path: KeyPath, value: string | null, { image, tag }: DeployedImage): string | undefined {
  const takes = "which overrides the chart's image of the Kubernetes executor's workers.";
  const [name] = WORKER_VARIABLE.exec(value ?? '') ?? [];
  if (name !== undefined) return `sets ${name}, ${takes}`;
  const [key, part] = WORKER_VARIABLE.exec(String(path.at(-1))) ?? [];
  if (key === undefined || !value || value === (part === 'TAG' ? tag : image)) return undefined;
  return `is ${value}: the Kubernetes executor's workers stay on it.`;
}
