import { ShellReader } from './shell-reader.ts';
import { WordBuffer, Words } from './word-buffer.ts';

/** Returns a variable's value; `undefined` when it is not set. */
export type Lookup = (name: string) => string | undefined;

export interface ShellOptions {
  readonly lookup: Lookup;
  readonly escapeToken: string;
  /** Quotes are ordinary characters, as in the text of a here-document. */
  readonly ignoreQuotes?: boolean;
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean;
  /** Escapes stay in the result. */
  readonly rawEscapes?: boolean;
  /** A variable that is not set stays as it is written. */
  readonly keepUnset?: boolean;
}

export interface ShellResult {
  readonly text: string;
  /** The text split at white space outside quotes. */
  readonly words: readonly string[];
}

/** An unclosed quote or brace, or a substitution that this lexer does not support. */
export class WordError extends Error {
  override readonly name = 'WordError';
}

const END = undefined;
/** The substitutions that need the value of a variable that is set: `${name#pattern}` and the like. */
const PATTERN_OPERATOR = /^[#%/]$/;

/**
 * Expands variables, quotes and escapes as BuildKit's shell lexer does, its treatment of `<<` included:
 * https://github.com/moby/buildkit/blob/v0.31.1/frontend/dockerfile/shell/lex.go
 * @throws WordError
 */
export function processWords(text: string, options: ShellOptions): ShellResult {
  return new ShellLexer(text, options).run();
}

class ShellLexer {
  readonly #reader: ShellReader;
  readonly #options: ShellOptions;
  readonly #buffer = new WordBuffer();

  constructor(source: string, options: ShellOptions) {
    this.#reader = new ShellReader(source);
    this.#options = options;
  }

  run(): ShellResult {
    return this.#until(END, this.#options.rawEscapes ?? false);
  }

  #until(stop: string | undefined, rawEscapes: boolean): ShellResult {
    const words = new Words(this.#buffer);
    let text = '';
    for (let char = this.#reader.peek(); char !== END; char = this.#reader.peek()) {
      if (char === stop) {
        this.#reader.next();
        return { text, words: words.finish() };
      }
      const special = this.#special(char, rawEscapes);
      if (special !== undefined) {
        text += special;
        if (char === '$') words.add(special);
        else words.addRaw(special);
        continue;
      }
      this.#reader.next();
      if (char !== this.#options.escapeToken) {
        words.add(char);
        text += char;
        continue;
      }
      if (rawEscapes) {
        words.addRaw(char);
        text += char;
      }
      const escaped = this.#reader.next();
      if (escaped === END) break;
      words.addRaw(escaped);
      text += escaped;
    }
    if (stop !== END) throw new WordError(`There is no matching ${stop} in ${this.#reader.source}`);
    return { text, words: words.finish() };
  }

  #special(char: string, rawEscapes: boolean): string | undefined {
    if (char === '$') return this.#variable();
    if (char === '<') return this.#heredocMark();
    if (this.#options.ignoreQuotes) return undefined;
    if (char === "'") return this.#singleQuoted();
    return char === '"' ? this.#doubleQuoted(rawEscapes) : undefined;
  }

  /** Reads the mark of a here-document. White space between `<<` and the name belongs to the word. */
  #heredocMark(): string {
    this.#reader.next();
    if (this.#reader.peek() !== '<') return '<';
    let mark = '<';
    do mark += this.#reader.next();
    while (/^[\t\r ]$/.test(this.#reader.peek() ?? ''));
    return mark;
  }

  #singleQuoted(): string {
    this.#reader.next();
    const inside = this.#reader.takeBefore("'");
    if (inside === undefined) throw new WordError(`A single quote is not closed in ${this.#reader.source}`);
    return this.#options.rawQuotes ? `'${inside}'` : inside;
  }

  #doubleQuoted(rawEscapes: boolean): string {
    const { escapeToken, rawQuotes } = this.#options;
    const quote = rawQuotes ? '"' : '';
    let inside = '';
    this.#reader.next();
    for (let char = this.#reader.peek(); char !== END; char = this.#reader.peek()) {
      if (char === '$') {
        inside += this.#variable();
        continue;
      }
      this.#reader.next();
      if (char === '"') return quote + inside + quote;
      if (char !== escapeToken) {
        inside += char;
        continue;
      }
      if (rawEscapes) inside += char;
      const next = this.#reader.peek();
      if (next === '"' || next === '$' || next === escapeToken) inside += this.#reader.next();
      else if (next !== END) inside += char;
    }
    throw new WordError(`A double quote is not closed in ${this.#reader.source}`);
  }

  #variable(): string {
    this.#reader.next();
    const { lookup, keepUnset } = this.#options;
    if (this.#reader.peek() !== '{') {
      const name = this.#reader.takeName();
      if (name === '') return '$';
      return lookup(name) ?? (keepUnset ? `$${name}` : '');
    }
    this.#reader.next();
    const first = this.#reader.peek();
    if (first === END || first === '{' || first === '}' || first === ':') throw this.#unsupported(first ?? 'no name');
    const name = this.#reader.takeName();
    const value = lookup(name);
    const operator = this.#reader.next();
    if (operator === '}') return value ?? (keepUnset ? `\${${name}}` : '');
    return this.#substitute(name, value, operator);
  }

  /** Expands `${name:-word}` and similar forms. */
  #substitute(name: string, value: string | undefined, first: string | undefined): string {
    const { keepUnset } = this.#options;
    if (first === '/') {
      const all = this.#reader.peek() === '/' ? this.#reader.next() : '';
      const pattern = this.#until('/', true).text;
      const replacement = this.#until('}', true).text;
      if (value === undefined && keepUnset) return `\${${name}/${pattern}/${replacement}}`;
      throw this.#unsupported(`/${all}`);
    }
    const emptyIsUnset = first === ':';
    const operator = emptyIsUnset ? this.#reader.next() : first;
    const written = `${emptyIsUnset ? ':' : ''}${operator ?? ''}`;
    if (operator === undefined || !/^[-+?#%]$/.test(operator)) throw this.#unsupported(written);
    const isPattern = PATTERN_OPERATOR.test(operator);
    if (emptyIsUnset && isPattern) throw this.#unsupported(written);
    const word = this.#until('}', isPattern).text;
    if (keepUnset && value === undefined) return `\${${name}${written}${word}}`;
    if (isPattern) throw this.#unsupported(written);
    const isSet = value !== undefined && !(emptyIsUnset && value === '');
    if (operator === '+') return isSet ? word : '';
    if (isSet) return value;
    if (operator === '-') return word;
    throw new WordError(`${name}: ${word || 'is not allowed to be unset'}`);
  }

  #unsupported(operator: string): WordError {
    return new WordError(`The substitution “${operator}” in ${this.#reader.source} is not supported`);
  }
}
