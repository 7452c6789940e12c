import { type Alias, type Document, isCollection, type Node, parseAllDocuments, parseDocument, type Range } from 'yaml';
import { resolveAliases } from './alias-targets.ts';
import { describeParseError } from './describe-parse-error.ts';
import { unifyLineEnds } from './lines.ts';

/** What Helm's parser refuses anywhere in a file; https://yaml.org/spec/1.1/#c-printable */
const CONTROL_CHARACTER = /(?![\t\n\r])\p{Cc}/u;
/** Helm's parser takes it for the first character of a key, and this one skips it. */
const LATER_BYTE_ORDER_MARK = /(?<=\n)\uFEFF/;

/** Why a text is not valid YAML, and at which offset. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
}

export interface ReadDocuments {
  /** The documents that Helm reads. Empty if the fault is in the first one. */
  readonly documents: readonly Document.Parsed[];
  /** The anchored node of each alias. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  /** The first fault. */
  readonly fault: Fault | undefined;
  /** Whether these documents are not all, because the next one has a fault. */
  readonly isLater: boolean;
}

/**
 * Reads the documents of a text that Helm's parser reads: up to one with a fault. A fault behind the end of a mapping
 * leaves that document whole.
 */
export function readDocuments(text: string): ReadDocuments {
  const documents: Document.Parsed[] = [];
  const aliases = new Map<Alias, Node>();
  let first: Fault | undefined;
  const unified = unifyLineEnds(text);
  for (const document of parse(unified)) {
    if (documents.length > 0 && isUnmarked(document)) {
      first ??= { offset: document.contents.range[0], message: 'it follows the end of a document (...) without ---' };
      continue;
    }
    const fault = 'message' in document ? document : findFault(document, aliases);
    first ??= fault;
    if ('message' in document || (fault !== undefined && !isBehind(unified, document, fault)))
      return { documents, aliases, fault: first, isLater: true };
    documents.push(document);
  }
  return { documents, aliases, fault: first, isLater: false };
}

/** A document that begins without `---`. No reader of Helm or Kubernetes reads it. */
type Unmarked = Document.Parsed & { readonly contents: { readonly range: Range } };

function isUnmarked(document: Document.Parsed | Fault): document is Unmarked {
  return !('message' in document) && document.contents !== null && document.directives.docStart !== true;
}

/** Returns the first fault of a document. Adds its aliases. */
function findFault({ contents, errors: [error] }: Document.Parsed, aliases: Map<Alias, Node>): Fault | undefined {
  const { targets, unknown } = resolveAliases(contents);
  for (const [alias, target] of targets) aliases.set(alias, target);
  if (unknown !== undefined)
    return { offset: unknown.range?.[0] ?? 0, message: 'an alias (*) has no anchor before it' };
  return error === undefined ? undefined : { offset: error.pos[0], message: describeParseError(error) };
}

/**
 * Returns whether a fault, and all errors of the document, are behind its mapping or sequence: where that is in braces or
 * brackets, or indented deeper than the text that follows.
 */
function isBehind(text: string, { contents, errors }: Document.Parsed, { offset }: Fault): boolean {
  if (!isCollection(contents)) return false;
  const [start, end] = contents.range;
  const column = (at: number) => at - 1 - text.lastIndexOf('\n', at - 1);
  if (contents.flow !== true && column(offset) >= column(start)) return false;
  return offset >= end && errors.every(({ code, pos }) => code === 'UNEXPECTED_TOKEN' && pos[0] >= end);
}

/**
 * Parses with `uniqueKeys` off, because that is quadratic in the keys of a mapping; with a fixed schema, because a
 * `%YAML 1.1` directive would change the types; and without values of tags such as `!!binary`, which are not comparable.
 */
function parse(text: string): readonly (Document.Parsed | Fault)[] {
  const control = CONTROL_CHARACTER.exec(text);
  if (control !== null) return [{ offset: control.index, message: 'it contains a control character' }];
  const mark = LATER_BYTE_ORDER_MARK.exec(text);
  if (mark !== null) return [{ offset: mark.index, message: 'a line begins with a byte order mark' }];
  const options = {
    prettyErrors: false,
    uniqueKeys: false,
    schema: 'core',
    resolveKnownTags: false,
    merge: false,
  } as const;
  try {
    const documents: Document.Parsed[] = [...parseAllDocuments(text, options)];
    return documents.length === 0 ? [parseDocument(text, options)] : documents;
  } catch (cause) {
    return [{ offset: 0, message: cause instanceof RangeError ? 'it is nested too deeply' : 'it is not valid YAML' }];
  }
}
