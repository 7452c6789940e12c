import { parseJson } from '../../parse-json.ts';
import { type Heredoc, type HeredocOpening, heredocsOfLine } from './heredoc.ts';
import { separateFlags } from './instruction-flags.ts';
import { splitWords } from './words/expand.ts';
import { WordError } from './words/shell-words.ts';

/** One instruction of a Dockerfile as BuildKit's parser sees it. */
export interface LogicalLine {
  /** In upper case. */
  readonly keyword: string;
  readonly flags: readonly string[];
  /** The text after keyword and flags, with continuation lines joined and comments removed. */
  readonly rest: string;
  readonly heredocs: readonly Heredoc[];
  /** Counted from 1. */
  readonly line: number;
  /** Offsets in the file's text: of the first character, and after the last one. */
  readonly start: number;
  readonly end: number;
}

export interface Directive {
  readonly name: string;
  readonly value: string;
}

export interface ParsedLines {
  readonly escapeToken: string;
  readonly directives: readonly Directive[];
  readonly lines: readonly LogicalLine[];
}

/** An error that BuildKit's parser reports. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/** The longest line that BuildKit reads. */
const MAX_LINE_BYTES = 64 * 1024;
const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING_SPACE = new RegExp(`^${SPACE}+`);
const TRAILING_SPACE = new RegExp(`${SPACE}+$`);
const COMMENT = new RegExp(`^${SPACE}*#`);
const DIRECTIVE = new RegExp(`^#${SPACE}*([a-zA-Z][a-zA-Z0-9]*)[\\t\\f\\r ]*=[\\t\\f\\r ]*([^\\n]+?)[\\t\\f\\r ]*$`);
const KNOWN_DIRECTIVES = new Set(['syntax', 'escape', 'check']);
/** The instructions that may open here-documents. */
const OPENS_HEREDOCS = new Set(['RUN', 'COPY', 'ADD']);
/** The instructions whose arguments may be a JSON list; HEALTHCHECK has a word before it. */
const TAKES_LIST = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN', 'SHELL', 'VOLUME']);

/**
 * Splits a Dockerfile into its instructions by the rules of BuildKit's parser; a differential test compares the two.
 * https://github.com/moby/buildkit/blob/v0.31.1/frontend/dockerfile/parser/parser.go
 * @throws SyntaxFault
 */
export function splitLines(text: string): ParsedLines {
  return new LineParser(text).run();
}

/** A line of the file, without its line end. */
interface PhysicalLine {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

class LineParser {
  readonly #lines: readonly string[];
  readonly #directives: Directive[] = [];
  #mayBeDirective = true;
  #hasShebang = false;
  #escapeToken = '\\';
  #next = 0;
  #offset = 0;

  constructor(text: string) {
    this.#lines = text === '' ? [] : text.split(/(?<=\n)/);
  }

  run(): ParsedLines {
    const lines: LogicalLine[] = [];
    for (let first = this.#read(); first !== undefined; first = this.#read()) {
      const line = this.#readInstruction(first);
      if (line !== undefined) lines.push(line);
    }
    return { escapeToken: this.#escapeToken, directives: this.#directives, lines };
  }

  #readInstruction(first: PhysicalLine): LogicalLine | undefined {
    const mark = first.number === 1 && first.text.startsWith('\ufeff') ? 1 : 0;
    const stripped = first.text.slice(mark).replace(LEADING_SPACE, '');
    this.#readDirective(stripped, first.number);
    let { text, continues } = this.#splitContinuation(COMMENT.test(stripped) ? '' : stripped);
    if (!continues && text === '') return undefined;
    let last = first;
    while (continues) {
      const next = this.#read();
      if (next === undefined) break;
      last = next;
      if (COMMENT.test(next.text) || next.text.replace(LEADING_SPACE, '') === '') continue;
      const part = this.#splitContinuation(next.text);
      text += part.text;
      continues = part.continues;
    }
    const start = first.end - stripped.length;
    return this.#readHeredocs(text, first.number, start, last);
  }

  #readHeredocs(text: string, line: number, start: number, last: PhysicalLine): LogicalLine {
    const instruction = splitInstruction(text, this.#escapeToken);
    const inner =
      instruction.keyword === 'ONBUILD' ? splitInstruction(instruction.rest, this.#escapeToken) : instruction;
    const isList = TAKES_LIST.has(inner.keyword) && isJsonList(inner, line);
    if (inner.keyword === 'ENV' || inner.keyword === 'LABEL') checkAssignments(inner, this.#escapeToken, line);
    const heredocs: Heredoc[] = [];
    let { end } = last;
    for (const opening of isList || !OPENS_HEREDOCS.has(inner.keyword) ? [] : openingsOf(text, line)) {
      let content = '';
      for (;;) {
        const next = this.#lines[this.#next];
        const body = this.#read();
        if (body === undefined || next === undefined) {
          throw new SyntaxFault(line, `the here-document ${opening.name} is not terminated`);
        }
        end = body.end;
        if ((opening.chomp ? body.text.replace(/^\t+/, '') : body.text) === opening.name) break;
        content += next;
      }
      heredocs.push({ ...opening, content });
    }
    return { ...instruction, heredocs, line, start, end };
  }

  /** Directives come first in the file, each once. After a shebang, only `syntax` is one, which names the frontend. */
  #readDirective(line: string, number: number): void {
    if (!this.#mayBeDirective) return;
    if (number === 1) this.#hasShebang = line.startsWith('#!');
    if (number === 1 && this.#hasShebang) return;
    const [, written = '', value = ''] = DIRECTIVE.exec(line) ?? [];
    const name = written.toLowerCase();
    this.#mayBeDirective = KNOWN_DIRECTIVES.has(name);
    if (!this.#mayBeDirective) return;
    if (!this.#hasShebang && this.#directives.some((known) => known.name === name)) {
      throw new SyntaxFault(number, `the parser directive ${name} is set twice`);
    }
    if (name === 'escape' && !this.#hasShebang) {
      if (value !== '\\' && value !== '`') throw new SyntaxFault(number, `${value} is not an escape token`);
      this.#escapeToken = value;
    }
    this.#directives.push({ name, value });
  }

  /** Splits off the escape token at the end of a line that continues. A second escape token before it ends the line. */
  #splitContinuation(line: string): { text: string; continues: boolean } {
    const token = `\\${this.#escapeToken}`;
    const match = new RegExp(`(?:^|[^${token}])(${token}[ \\t]*)$`).exec(line);
    if (match === null) return { text: line, continues: false };
    return { text: line.slice(0, line.length - (match[1]?.length ?? 0)), continues: true };
  }

  #read(): PhysicalLine | undefined {
    const line = this.#lines[this.#next];
    if (line === undefined) return undefined;
    this.#next += 1;
    if (line.length > MAX_LINE_BYTES / 4 && Buffer.byteLength(line) > MAX_LINE_BYTES) {
      throw new SyntaxFault(this.#next, 'the line is longer than 64 KiB');
    }
    const start = this.#offset;
    this.#offset += line.length;
    const text = line.replace(/[\r\n]+$/, '');
    return { text, number: this.#next, start, end: start + text.length };
  }
}

function splitInstruction(text: string, escapeToken: string): Pick<LogicalLine, 'keyword' | 'flags' | 'rest'> {
  const trimmed = trim(text);
  const [, keyword = '', args = ''] = /^([^\t\v\f\r ]*)[\t\v\f\r ]*([\s\S]*)$/.exec(trimmed) ?? [];
  const { flags, rest } = separateFlags(args, escapeToken);
  return { keyword: keyword.toUpperCase(), flags, rest: trim(rest) };
}

function trim(text: string): string {
  return text.replace(LEADING_SPACE, '').replace(TRAILING_SPACE, '');
}

function openingsOf(text: string, line: number): HeredocOpening[] {
  try {
    return text.includes('<<') ? heredocsOfLine(text) : [];
  } catch (error) {
    if (error instanceof WordError) throw new SyntaxFault(line, error.message);
    throw error;
  }
}

/** @throws SyntaxFault for a list of anything but strings */
function isJsonList({ keyword, rest }: Pick<LogicalLine, 'keyword' | 'rest'>, line: number): boolean {
  const list = parseList(keyword === 'HEALTHCHECK' ? rest.replace(/^\S+\s*/, '') : rest);
  if (list?.some((item) => typeof item !== 'string')) {
    throw new SyntaxFault(line, 'a JSON list may hold strings only');
  }
  return list !== undefined;
}

/** @throws SyntaxFault for an assignment of ENV or LABEL without a value */
function checkAssignments({ rest }: Pick<LogicalLine, 'rest'>, escapeToken: string, line: number): void {
  const [first, ...others] = splitWords(rest, escapeToken);
  if (first === undefined) return;
  const isComplete = first.includes('=') ? others.every((word) => word.includes('=')) : /[\t\v\f\r ]/.test(rest);
  if (!isComplete) throw new SyntaxFault(line, 'each name needs a value: name=value');
}

function parseList(text: string): unknown[] | undefined {
  if (!text.startsWith('[')) return undefined;
  const list = parseJson(text);
  return Array.isArray(list) ? list : undefined;
}
