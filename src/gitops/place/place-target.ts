import { splitReference, splitTagWithDigest } from '../../image-reference.ts';
import { describeDocument } from '../../values/documents.ts';
import { formatKeyPath, type KeyPath, parseKeyPath } from '../../values/key-path.ts';
import { hasPath } from '../../values/read.ts';
import type { TargetKeys } from '../request.ts';
import { findImages } from './find-images.ts';
import { type ImageKeys, keysBeside } from './keys-beside.ts';
import { type Layers, readKey } from './layers.ts';
import { readRepository } from './read-repository.ts';

/** The keys of Apache Airflow's chart, which are the default of the inputs. */
export const DEFAULT_KEYS: ImageKeys = {
  tagKey: 'images.airflow.tag',
  repositoryKey: 'images.airflow.repository',
  digestKey: 'images.airflow.digest',
};

/** Where and how a values file writes the image. */
export interface PlacedKeys extends TargetKeys {
  /**
   * `keys`: each part at its key. `reference`: a whole image reference at the tag's key, which is also the other two.
   * `tag-with-digest`: the tag's key has `tag@digest`.
   */
  readonly form: 'keys' | 'reference' | 'tag-with-digest';
  /** Whether the keys were found in the file, because the inputs are the default and the file does not have them. */
  readonly isFound: boolean;
}

/**
 * Returns the keys of the image in a values file. Keys of the inputs are kept where they lead to an image; a key that is
 * the default and missing is replaced by the one beside the tag, or by the only place with the image.
 * @param image registry and repository; `undefined`: any
 */
export function placeTarget(layers: Layers, keys: TargetKeys, image: string | undefined): PlacedKeys {
  const given = besideGiven(layers, chooseDocuments(layers, keys), image);
  if (keys.tagKey !== DEFAULT_KEYS.tagKey || isThere(layers, given))
    return classify(layers, { ...keys, ...given }, image, false);
  const [found, other] = findImages(layers, image);
  const isFound = found !== undefined && other === undefined;
  return classify(layers, { ...keys, ...(isFound ? found : given) }, image, isFound);
}

function isThere(layers: Layers, { tagKey, repositoryKey }: ImageKeys): boolean {
  return Boolean(readKey(layers, repositoryKey)) || readKey(layers, tagKey) !== undefined;
}

/** Replaces default keys that the file does not have by those that belong to a given tag key. */
function besideGiven(layers: Layers, keys: ImageKeys, image: string | undefined): ImageKeys {
  const { tagKey, repositoryKey, digestKey } = keys;
  if (endsWith(tagKey, DEFAULT_KEYS.tagKey)) return keys;
  if (isReference(readKey(layers, tagKey), image) && !isGiven(layers, repositoryKey, DEFAULT_KEYS.repositoryKey))
    return { tagKey, repositoryKey: tagKey, digestKey: tagKey };
  const beside = keysBeside(layers, tagKey);
  return {
    tagKey,
    repositoryKey: isGiven(layers, repositoryKey, DEFAULT_KEYS.repositoryKey) ? repositoryKey : beside.repositoryKey,
    digestKey: isGiven(layers, digestKey, DEFAULT_KEYS.digestKey) ? digestKey : beside.digestKey,
  };
}

/** Returns whether a key is another than the default, or exists. */
function isGiven(layers: Layers, key: string, byDefault: string): boolean {
  return !endsWith(key, byDefault) || readKey(layers, key) !== undefined;
}

function endsWith(key: string, end: string): boolean {
  const [path, last] = [parseKeyPath(key), parseKeyPath(end)];
  return formatKeyPath(path.slice(-last.length)) === formatKeyPath(last);
}

function isReference(value: string | null | undefined, image: string | undefined): boolean {
  const reference = value ? splitReference(value) : undefined;
  if (reference === undefined || (reference.tag === undefined && reference.digest === undefined)) return false;
  return image === undefined ? reference.repository.includes('/') : reference.repository === image;
}

function classify(layers: Layers, keys: TargetKeys, image: string | undefined, isFound: boolean): PlacedKeys {
  const { tagKey, repositoryKey, digestKey } = keys;
  const sameAsTag = (key: string) => formatKeyPath(parseKeyPath(key)) === formatKeyPath(parseKeyPath(tagKey));
  if (sameAsTag(repositoryKey)) return { ...keys, digestKey: tagKey, form: 'reference', isFound };
  const hasDigest = splitTagWithDigest(readKey(layers, tagKey) ?? '') !== undefined;
  const { repository } = readRepository(layers, repositoryKey, tagKey);
  if (hasDigest && (image === undefined || repository === image))
    return { ...keys, digestKey: tagKey, form: 'tag-with-digest', isFound };
  return { ...keys, digestKey, form: 'keys', isFound };
}

/** Begins keys with the document that they are in, where a file has several and only one has the tag. */
function chooseDocuments([{ values }]: Layers, { tagKey, repositoryKey, digestKey }: TargetKeys): ImageKeys {
  const path = parseKeyPath(tagKey);
  const having = values.documents.filter((document) => hasPath(values, document, path, 0));
  const [document, other] = having;
  if (values.documents.length === 1 || document === undefined || other !== undefined)
    return { tagKey, repositoryKey, digestKey };
  const selector = parseKeyPath(describeDocument(values, document));
  const inDocument = (key: string) => {
    const own: KeyPath = parseKeyPath(key);
    return typeof own[0] === 'string' ? formatKeyPath([...selector, ...own]) : key;
  };
  return { tagKey: inDocument(tagKey), repositoryKey: inDocument(repositoryKey), digestKey: inDocument(digestKey) };
}
