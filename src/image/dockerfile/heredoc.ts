import { processWords } from './words/shell-words.ts';

/** The opening of a here-document, `<<-"EOF"`. */
export interface HeredocOpening {
  /** The line that ends it, and the name of the file that COPY makes of it. */
  readonly name: string;
  /** Whether leading tabs are removed: `<<-`. */
  readonly chomp: boolean;
  /** Whether variables are expanded, because no part of the name is quoted. */
  readonly expand: boolean;
}

/** A here-document of RUN, COPY or ADD. */
export interface Heredoc extends HeredocOpening {
  /** As it is written, without the line that ends it. */
  readonly content: string;
}

const OPENING = /^\d*<<(-?)[\t\n\f\r ]*([^<]*)$/;
const NOTHING_SET = { lookup: () => undefined, escapeToken: '\\', keepUnset: true };

/**
 * Returns the here-documents that a line opens, in their order. Only a word of its own opens one: `<<` inside quotes, or
 * inside another word, is text.
 * https://github.com/moby/buildkit/blob/v0.31.1/frontend/dockerfile/parser/parser.go
 * @throws WordError
 */
export function heredocsOfLine(line: string): HeredocOpening[] {
  return rawWords(line).flatMap((word) => parseHeredoc(word) ?? []);
}

/** Returns the here-document that a word opens, if it opens one. @throws WordError */
export function parseHeredoc(word: string): HeredocOpening | undefined {
  const [, dash, rest = ''] = OPENING.exec(word) ?? [];
  if (rest === '') return undefined;
  const [name, ...others] = processWords(rest, NOTHING_SET).words;
  if (name === undefined || others.length > 0) return undefined;
  const [quoted = ''] = processWords(rest, { ...NOTHING_SET, rawQuotes: true }).words;
  return { name, chomp: dash === '-', expand: countQuotes(name) === countQuotes(quoted) };
}

/** Returns no words if the quotes of a line do not match, as BuildKit does. */
function rawWords(line: string): readonly string[] {
  try {
    return processWords(line, { ...NOTHING_SET, rawQuotes: true, rawEscapes: true }).words;
  } catch {
    return [];
  }
}

function countQuotes(text: string): number {
  return text.split(/['"]/).length - 1;
}
