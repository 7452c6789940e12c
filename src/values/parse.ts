import type { Alias, Document, Node, Scalar } from 'yaml';
import { UserError } from '../errors.ts';
import { isObject } from './is-object.ts';
import { type DuplicateKey, findDuplicateKeys } from './yaml/duplicate-key.ts';
import { positionIn } from './yaml/lines.ts';
import { type Fault, readDocuments } from './yaml/read-documents.ts';

export interface Unread extends Fault {
  /** Whether it is another document, rather than behind the end of the first. Helm 4 refuses that, and Helm 3 ignores it. */
  readonly isLater: boolean;
}

/** A parsed values file, or the YAML in one of its strings. Offsets are UTF-16. */
export interface Values {
  readonly text: string;
  /** The documents of the text; at least one. */
  readonly documents: readonly Document.Parsed[];
  /** The anchored node of each alias. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  /** Keys that a mapping has twice, which Helm accepts: it takes the last. */
  readonly duplicates: readonly DuplicateKey[];
  /** The rest of the text, which is not valid YAML. Helm does not read it; absent if the text is valid. */
  readonly unread?: Unread;
  /** Line and column in the file, both from 1, of an offset in the text: `3:5`. */
  readonly position: (offset: number) => string;
  /** Returns the offset in the file of an offset in the text. */
  readonly toFile: (offset: number) => number;
  /** The string that contains the text; absent for a file. */
  readonly host?: { readonly values: Values; readonly scalar: Scalar };
}

/** A values file, and the files that a deployment reads with it. */
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
