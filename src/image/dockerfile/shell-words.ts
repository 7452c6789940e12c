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

/** An unclosed quote or brace, or a substitution that this lexer does not carry out. */
export class WordError extends Error {
  override readonly name = 'WordError';
}

const END = undefined;
/** White space as Go's `unicode.IsSpace` has it. */
const SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;
const SPECIAL_PARAMETER = /^[@*#?$!0-]$/;
const DIGIT = /^\p{Nd}$/u;
const NAME_CHARACTER = /^[\p{L}\p{Nd}_]$/u;
/** The substitutions that need the value of a variable that is set: `${name#pattern}` and its kin. */
const PATTERN_OPERATOR = /^[#%/]$/;

/**
 * Expands variables, quotes and escapes as BuildKit's shell lexer does, its treatment of `<<` included:
 * https://github.com/moby/buildkit/blob/v0.31.1/frontend/dockerfile/shell/lex.go
 * @throws WordError
 */
export function processWords(text: string, options: ShellOptions): ShellResult {
  return new ShellLexer(text, options).run();
}

/** Collects words. One buffer serves all levels of nested substitutions, as in BuildKit: a nested one empties it. */
class WordBuffer {
  text = '';
}

class Words {
  readonly list: string[] = [];
  readonly #buffer: WordBuffer;

  constructor(buffer: WordBuffer) {
    buffer.text = '';
    this.#buffer = buffer;
  }

  add(text: string): void {
    for (const char of text) {
      if (SPACE.test(char)) this.finish();
      else this.#buffer.text += char;
    }
  }

  addRaw(text: string): void {
    this.#buffer.text += text;
  }

  finish(): string[] {
    if (this.#buffer.text !== '') this.list.push(this.#buffer.text);
    this.#buffer.text = '';
    return this.list;
  }
}

class ShellLexer {
  readonly #source: string;
  readonly #chars: readonly string[];
  readonly #options: ShellOptions;
  readonly #buffer = new WordBuffer();
  #at = 0;

  constructor(source: string, options: ShellOptions) {
    this.#source = source;
    this.#chars = [...source];
    this.#options = options;
  }

  run(): ShellResult {
    return this.#until(END, this.#options.rawEscapes ?? false);
  }

  #until(stop: string | undefined, rawEscapes: boolean): ShellResult {
    const words = new Words(this.#buffer);
    let text = '';
    for (let char = this.#peek(); char !== END; char = this.#peek()) {
      if (char === stop) {
        this.#at += 1;
        return { text, words: words.finish() };
      }
      const special = this.#special(char, rawEscapes);
      if (special !== undefined) {
        text += special;
        if (char === '$') words.add(special);
        else words.addRaw(special);
        continue;
      }
      this.#at += 1;
      if (char !== this.#options.escapeToken) {
        words.add(char);
        text += char;
        continue;
      }
      if (rawEscapes) {
        words.addRaw(char);
        text += char;
      }
      const escaped = this.#next();
      if (escaped === END) break;
      words.addRaw(escaped);
      text += escaped;
    }
    if (stop !== END) throw new WordError(`There is no matching ${stop} in ${this.#source}`);
    return { text, words: words.finish() };
  }

  #special(char: string, rawEscapes: boolean): string | undefined {
    if (char === '$') return this.#variable();
    if (char === '<') return this.#heredocMark();
    if (this.#options.ignoreQuotes) return undefined;
    if (char === "'") return this.#singleQuoted();
    return char === '"' ? this.#doubleQuoted(rawEscapes) : undefined;
  }

  /** White space between `<<` and the name belongs to the word. */
  #heredocMark(): string {
    this.#at += 1;
    if (this.#peek() !== '<') return '<';
    let mark = '<';
    do mark += this.#next();
    while (/^[\t\r ]$/.test(this.#peek() ?? ''));
    return mark;
  }

  #singleQuoted(): string {
    this.#at += 1;
    const end = this.#chars.indexOf("'", this.#at);
    if (end === -1) throw new WordError(`A single quote is not closed in ${this.#source}`);
    const inside = this.#chars.slice(this.#at, end).join('');
    this.#at = end + 1;
    return this.#options.rawQuotes ? `'${inside}'` : inside;
  }

  #doubleQuoted(rawEscapes: boolean): string {
    const { escapeToken, rawQuotes } = this.#options;
    const quote = rawQuotes ? '"' : '';
    let inside = '';
    this.#at += 1;
    for (let char = this.#peek(); char !== END; char = this.#peek()) {
      if (char === '$') {
        inside += this.#variable();
        continue;
      }
      this.#at += 1;
      if (char === '"') return quote + inside + quote;
      if (char !== escapeToken) {
        inside += char;
        continue;
      }
      if (rawEscapes) inside += char;
      const next = this.#peek();
      if (next === '"' || next === '$' || next === escapeToken) inside += this.#next();
      else if (next !== END) inside += char;
    }
    throw new WordError(`A double quote is not closed in ${this.#source}`);
  }

  #variable(): string {
    this.#at += 1;
    const { lookup, keepUnset } = this.#options;
    if (this.#peek() !== '{') {
      const name = this.#name();
      if (name === '') return '$';
      return lookup(name) ?? (keepUnset ? `$${name}` : '');
    }
    this.#at += 1;
    const first = this.#peek();
    if (first === END || first === '{' || first === '}' || first === ':') throw this.#unsupported(first ?? 'no name');
    const name = this.#name();
    const value = lookup(name);
    const operator = this.#next();
    if (operator === '}') return value ?? (keepUnset ? `\${${name}}` : '');
    return this.#substitute(name, value, operator);
  }

  /** `${name:-word}` and its kin. */
  #substitute(name: string, value: string | undefined, first: string | undefined): string {
    const { keepUnset } = this.#options;
    if (first === '/') {
      const all = this.#peek() === '/' ? this.#next() : '';
      const pattern = this.#until('/', true).text;
      const replacement = this.#until('}', true).text;
      if (value === undefined && keepUnset) return `\${${name}/${pattern}/${replacement}}`;
      throw this.#unsupported(`/${all}`);
    }
    const emptyIsUnset = first === ':';
    const operator = emptyIsUnset ? this.#next() : first;
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

  #name(): string {
    const first = this.#peek();
    if (first === END) return '';
    let name = '';
    if (DIGIT.test(first)) {
      while (DIGIT.test(this.#peek() ?? '')) name += this.#next();
      return name;
    }
    if (SPECIAL_PARAMETER.test(first)) return this.#next() ?? '';
    while (NAME_CHARACTER.test(this.#peek() ?? '')) name += this.#next();
    return name;
  }

  #unsupported(operator: string): WordError {
    return new WordError(`The substitution “${operator}” in ${this.#source} is not supported`);
  }

  #next(): string | undefined {
    const char = this.#peek();
    if (char !== END) this.#at += 1;
    return char;
  }

  #peek(): string | undefined {
    return this.#chars[this.#at];
  }
}
