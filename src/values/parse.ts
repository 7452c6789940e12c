import type { Document } from 'yaml';
import { UserError } from '../errors.ts';
import { isObject } from './is-object.ts';
import { type DuplicateKey, findDuplicateKeys } from './yaml/duplicate-key.ts';
import { positionIn } from './yaml/lines.ts';
import { readDocuments } from './yaml/read-documents.ts';
import type { Values } from './yaml/values.ts';

/** The number of cached texts: a values file, and the files that a deployment reads with it. */
const CACHED = 4;
const cache: Values[] = [];

/**
 * Parses the YAML documents of a file and keeps the whole source. Caches the latest texts, because every gate parses them.
 * @throws UserError `values-invalid` for text that is not valid YAML 1.2, but for duplicate keys
 */
export function parseValues(text: string): Values {
  const known = cache.find((values) => values.text === text);
  if (known !== undefined) return known;
  const values = parseUncached(text);
  cache.unshift(values);
  cache.length = Math.min(cache.length, CACHED);
  return values;
}

/** Parses as `parseValues` does, without the cache. */
export function parseUncached(text: string): Values {
  return parseText({ text, position: (offset) => positionIn(text, offset), toFile: (offset) => offset });
}

/**
 * Parses a text at its place in a file, as far as Helm reads it.
 * @throws UserError `values-invalid`
 */
export function parseText(source: Pick<Values, 'text' | 'position' | 'toFile' | 'host'>): Values {
  const { documents, aliases, fault, isLater } = readDocuments(source.text);
  if (fault !== undefined && !isReadByHelm(source, documents, isLater))
    throw invalid(source.position(fault.offset), fault.message);
  const duplicates = documents.flatMap(({ contents }) => findDuplicateKeys(contents));
  return {
    ...source,
    documents,
    aliases,
    duplicates,
    ...(fault === undefined ? {} : { unread: { ...fault, isLater } }),
  };
}

/**
 * Returns whether Helm reads the documents before a fault. Tools that read Kubernetes objects refuse a file if one of its
 * documents is invalid. A string with a fault may be another text than YAML.
 */
function isReadByHelm({ host }: Pick<Values, 'host'>, [first]: readonly Document.Parsed[], isLater: boolean): boolean {
  return host === undefined && first !== undefined && !(isLater && isObject(first));
}

/** Returns the error for a key that the mapping has twice, so that it is unclear which one to change. */
export function duplicated({ position }: Pick<Values, 'position'>, { first, second }: DuplicateKey): UserError {
  return invalid(position(second), `a mapping has the same key twice, first at ${position(first)}`);
}

function invalid(position: string, what: string): UserError {
  return new UserError(
    'values-invalid',
    `The values file is invalid at ${position}: ${what}.`,
    'Fix the file in a separate commit. This run does not change it.',
  );
}
