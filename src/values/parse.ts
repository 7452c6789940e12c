import { type Document, LineCounter, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';

/** A values file, parsed once for any number of readings and edits. Offsets are UTF-16. */
export interface Values {
  readonly text: string;
  readonly document: Document.Parsed;
  /** Line and column, both from 1, of an offset: `3:5`. */
  readonly position: (offset: number) => string;
}

/**
 * Parses one YAML document without losing anything of its source.
 * @throws UserError `values-invalid` for whatever YAML 1.2 does not accept, duplicate keys and several documents included
 */
export function parseValues(text: string): Values {
  const lines = new LineCounter();
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  if (/\r(?!\n)/.test(text))
    throw invalid(lineOf(text, /\r(?!\n)/), 'a carriage return stands alone as the end of a line');
  const document = parse(text, lines);
  const [error] = document.errors;
  if (error !== undefined)
    throw invalid(position(error.pos[0]), (error.message.split('\n')[0] ?? '').replace(/ at line \d+.*$/, ''));
  return { text, document, position };
}

/**
 * The text of a file, its byte order mark kept.
 * @throws UserError `values-not-utf8`
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UserError('values-not-utf8', 'The values file is not UTF-8.', 'Save the file as UTF-8.', { cause });
  }
}

function parse(text: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, stringKeys: false });
  } catch (cause) {
    throw invalid('1:1', cause instanceof RangeError ? 'it is nested too deeply' : String(cause), cause);
  }
}

function lineOf(text: string, pattern: RegExp): string {
  return `${text.slice(0, text.search(pattern)).split('\n').length}:1`;
}

function invalid(position: string, what: string, cause?: unknown): UserError {
  return new UserError(
    'values-invalid',
    `The values file cannot be edited, at ${position}: ${what}.`,
    'Mend the file by a commit of its own; it is left as it is.',
    { cause },
  );
}
