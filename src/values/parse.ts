import {
  type Alias,
  type Document,
  type Node,
  parseAllDocuments,
  parseDocument,
  type Scalar,
  type YAMLParseError,
} from 'yaml';
import { UserError } from '../errors.ts';
import { resolveAliases } from './yaml/alias-targets.ts';
import { type DuplicateKey, findDuplicateKeys } from './yaml/duplicate-key.ts';
import { positionIn } from './yaml/position.ts';

/** A parsed values file, or the YAML in one of its strings. Offsets are UTF-16. */
export interface Values {
  readonly text: string;
  /** The documents of the text; at least one. */
  readonly documents: readonly Document.Parsed[];
  /** The anchored node of each alias. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  /** Keys that a mapping has twice, which Helm accepts: it takes the last. */
  readonly duplicates: readonly DuplicateKey[];
  /** Line and column in the file, both from 1, of an offset in the text: `3:5`. */
  readonly position: (offset: number) => string;
  /** Returns the offset in the file of an offset in the text. */
  readonly toFile: (offset: number) => number;
  /** The string that contains the text; absent for a file. */
  readonly host?: { readonly values: Values; readonly scalar: Scalar };
}

/** Lone CR, NEL, LS and PS, where Helm's YAML 1.1 and YAML 1.2 differ in line ends; https://yaml.org/spec/1.1/#id871136 */
const OTHER_LINE_END = /\r(?!\n)|[\u0085\u2028\u2029]/;

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
 * Parses a text at its place in a file.
 * @throws UserError `values-invalid`
 */
export function parseText(source: Omit<Values, 'documents' | 'aliases' | 'duplicates'>): Values {
  const { text, position } = source;
  const other = OTHER_LINE_END.exec(text);
  if (other !== null) throw invalid(position(other.index), describeLineEnd(other[0]));
  const documents = parse(text);
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) throw invalid(position(error.pos[0]), describeError(error));
  const aliases = new Map<Alias, Node>();
  for (const { contents } of documents) {
    const { targets, unknown } = resolveAliases(contents);
    if (unknown !== undefined) throw invalid(position(unknown.range?.[0] ?? 0), 'an alias (*) has no anchor before it');
    for (const [alias, target] of targets) aliases.set(alias, target);
  }
  const duplicates = documents.flatMap(({ contents }) => findDuplicateKeys(contents));
  return { ...source, documents, aliases, duplicates };
}

/**
 * Parses with `uniqueKeys` off, because that is quadratic in the keys of a mapping, and with a fixed schema, because a
 * `%YAML 1.1` directive would change the types.
 */
function parse(text: string): readonly Document.Parsed[] {
  const options = { prettyErrors: false, uniqueKeys: false, schema: 'core', merge: false } as const;
  try {
    const documents: Document.Parsed[] = [...parseAllDocuments(text, options)];
    return documents.length === 0 ? [parseDocument(text, options)] : documents;
  } catch (cause) {
    throw invalid('1:1', cause instanceof RangeError ? 'it is nested too deeply' : 'it is not valid YAML');
  }
}

/**
 * Describes a parser's error by its code. The parser's own messages quote the text, which may be a secret of the GitOps
 * repository.
 */
function describeError({ code }: YAMLParseError): string {
  return ERRORS[code] ?? 'it is not valid YAML';
}

const ERRORS: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  ALIAS_PROPS: 'an alias has an anchor or a tag of its own',
  BAD_ALIAS: 'an alias or anchor has no valid name',
  BAD_COLLECTION_TYPE: 'a tag does not fit the mapping or sequence that it is set on',
  BAD_DIRECTIVE: 'a directive (a line that begins with %) is not valid',
  BAD_DQ_ESCAPE: 'a double-quoted string has an invalid escape sequence',
  BAD_INDENT: 'a line does not have the indentation of its mapping or sequence',
  BAD_PROP_ORDER: 'an anchor or a tag is in the wrong place',
  BAD_SCALAR_START: 'a plain value begins with a reserved character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping or sequence begins where only a single value is allowed; check for a second colon',
  BLOCK_IN_FLOW: 'a block mapping or sequence is inside braces or brackets',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a quote, bracket, brace, comma, colon or space is missing',
  MULTILINE_IMPLICIT_KEY: 'a key spans several lines; check for a missing colon',
  MULTIPLE_ANCHORS: 'a value has several anchors',
  MULTIPLE_TAGS: 'a value has several tags',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
  TAB_AS_INDENT: 'a tab is used as indentation',
  TAG_RESOLVE_FAILED: 'the value of a tag is not valid',
  UNEXPECTED_TOKEN: 'YAML does not allow this text here',
};

function describeLineEnd(end: string): string {
  if (end === '\r') return 'a line ends with a carriage return without a line feed';
  const name = `U+${end.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return `the character ${name} ends a line for Helm, but not in YAML 1.2`;
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
