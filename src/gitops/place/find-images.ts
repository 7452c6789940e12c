import { isMap } from 'yaml';
import { isRepository, splitReference } from '../../image-reference.ts';
import { describeDocument } from '../../values/documents.ts';
import { formatKeyPath, type KeyPath, parseKeyPath } from '../../values/key-path.ts';
import { findNode, readValue, textOf } from '../../values/read.ts';
import { listScalars, type WrittenValue } from '../../values/yaml/list-scalars.ts';
import type { Values } from '../../values/yaml/values.ts';
import { findChart } from '../chart/chart-images.ts';
import { type ImageKeys, keysBeside } from './keys-beside.ts';
import { type Layers, readKey } from './layers.ts';
import { readRepository } from './read-repository.ts';

const TAG_OF_COMMIT = /[0-9a-f]{40}(?:@|$)/;

/** The last key of a tag or of a reference, as `keysBeside` and `isPlace` take them: the others are not looked up. */
const TAG_KEY = /(?:^|\.)tag$|^\w+Tag$|^value$|^image$/;

/**
 * Finds the places of an image in a values file without given keys: a tag with its repository, or a whole reference.
 * Prefers the keys of a known chart, and of these the one that the chart prefers. Places that cannot be edited, such as
 * those in a folded string, are returned only if there is no other, so that the error of the edit says what is there.
 * @param image registry and repository; `undefined`: any with the tag of a commit
 */
export function findImages(layers: Layers, image: string | undefined): ImageKeys[] {
  const [{ values }] = layers;
  const found = findAmong(listScalars(values), layers, image);
  return found.length > 0 || image === undefined ? found : findAmong(listScalars(values, [], 'any'), layers, image);
}

function findAmong(written: Iterable<WrittenValue>, layers: Layers, image: string | undefined): ImageKeys[] {
  const [{ values }] = layers;
  const found = [...written].flatMap(({ values: text, path, node }) => {
    if (!TAG_KEY.test(String(path.at(-1)))) return [];
    const value = textOf(text, node) ?? null;
    const keys = keysBeside(layers, formatKeyPath(nameItems(values, path)));
    return isPlace(layers, keys, path, value, image) ? [keys] : [];
  });
  const known = found
    .map((keys) => ({ keys, chart: findChart(keys.tagKey) }))
    .filter(({ chart }) => chart !== undefined);
  if (known.length === 0) return found;
  const first = Math.min(...known.map(({ chart }) => chart?.rank ?? 0));
  return known.filter(({ chart }) => chart?.rank === first).map(({ keys }) => keys);
}

function isPlace(
  layers: Layers,
  { tagKey, repositoryKey }: ImageKeys,
  path: KeyPath,
  value: string | null,
  image: string | undefined,
): boolean {
  const isOurs = (repository: string, tag: string | null) =>
    image === undefined ? isRepository(repository) && TAG_OF_COMMIT.test(tag ?? '') : repository === image;
  if (repositoryKey === tagKey) {
    const reference = path.at(-1) === 'image' && value !== null ? splitReference(value) : undefined;
    return reference !== undefined && isOurs(reference.repository, reference.tag ?? null);
  }
  const { repository } = readRepository(layers, repositoryKey, tagKey);
  return Boolean(repository) && isOurs(repository ?? '', value) && readKey(layers, tagKey) !== undefined;
}

/** Returns a path with the names of items and documents instead of their positions, where the names are unique. */
function nameItems(values: Values, path: KeyPath): KeyPath {
  const named = path.map((step, index) => {
    if (typeof step !== 'number') return step;
    if (index === 0 && values.documents.length > 1) return documentStep(values, step);
    const name = readValue(values, [...path.slice(0, index), step, 'name']);
    return typeof name === 'string' ? { where: [['name', name] as const] } : step;
  });
  const isSame = findNode(values, named)?.node === findNode(values, path)?.node;
  return isSame ? named : path;
}

function documentStep(values: Values, index: number): KeyPath[number] {
  const document = values.documents[index];
  if (document === undefined || !isMap(document.contents)) return index;
  return parseKeyPath(describeDocument(values, document))[0] ?? index;
}
