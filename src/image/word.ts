/** Gives a variable's value; `undefined` when it is not set. */
export type Lookup = (name: string) => string | undefined;

export class WordError extends Error {
  override readonly name = 'WordError';
}

/**
 * Expands variables and takes quotes and escapes away, as BuildKit does in the instructions that it expands:
 * https://docs.docker.com/reference/dockerfile/#environment-replacement
 * @throws WordError on an unclosed quote or a substitution that is not supported
 */
export function expandWord(word: string, lookup: Lookup, escapeToken: string): string {
  return new Expansion(word, lookup, escapeToken, true).run();
}

/** Expands variables only: in here-documents quotes stay. */
export function expandText(text: string, lookup: Lookup): string {
  return new Expansion(text, lookup, '\\', false).run();
}

/** Splits at white space outside quotes; quotes and escapes stay, for `expandWord`. */
export function splitWords(text: string, escapeToken: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === escapeToken && quote !== "'") {
      word += char + text.charAt(index + 1);
      index += 1;
    } else if (quote === '' && /\s/.test(char)) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      if (quote === '' && (char === '"' || char === "'")) quote = char;
      else if (char === quote) quote = '';
      word += char;
    }
  }
  return word === '' ? words : [...words, word];
}

class Expansion {
  readonly #text: string;
  readonly #lookup: Lookup;
  readonly #escapeToken: string;
  readonly #quotes: boolean;
  #at = 0;

  constructor(text: string, lookup: Lookup, escapeToken: string, quotes: boolean) {
    this.#text = text;
    this.#lookup = lookup;
    this.#escapeToken = escapeToken;
    this.#quotes = quotes;
  }

  run(): string {
    return this.#until('');
  }

  #until(stop: string): string {
    let result = '';
    while (this.#at < this.#text.length) {
      const char = this.#next();
      if (char === stop) return result;
      if (char === '$') result += this.#variable();
      else if (char === "'" && this.#quotes) result += this.#singleQuoted();
      else if (char === '"' && this.#quotes) result += this.#doubleQuoted();
      else result += char === this.#escapeToken ? this.#next() : char;
    }
    if (stop !== '') throw new WordError(`There is no ${stop} to the ${'${'} in ${this.#text}`);
    return result;
  }

  #singleQuoted(): string {
    const end = this.#text.indexOf("'", this.#at);
    if (end === -1) throw new WordError(`A single quote is not closed in ${this.#text}`);
    const inside = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return inside;
  }

  #doubleQuoted(): string {
    let result = '';
    while (this.#at < this.#text.length) {
      const char = this.#next();
      if (char === '"') return result;
      if (char === '$') result += this.#variable();
      else if (char === this.#escapeToken && ['"', '$', this.#escapeToken].includes(this.#peek()))
        result += this.#next();
      else result += char;
    }
    throw new WordError(`A double quote is not closed in ${this.#text}`);
  }

  #variable(): string {
    if (this.#peek() !== '{') {
      const name = this.#name();
      return name === '' ? '$' : (this.#lookup(name) ?? '');
    }
    this.#next();
    const name = this.#name();
    const value = this.#lookup(name);
    const operator = this.#next();
    if (name !== '' && operator === '}') return value ?? '';
    return this.#substitute(name, value, operator);
  }

  /** `${name:-word}` and its kin. */
  #substitute(name: string, value: string | undefined, first: string): string {
    const emptyIsUnset = first === ':';
    const operator = emptyIsUnset ? this.#next() : first;
    if (name === '' || !['-', '+', '?'].includes(operator)) {
      throw new WordError(`The substitution of $${name} by “${operator}” in ${this.#text} is not supported`);
    }
    const word = this.#until('}');
    const isSet = value !== undefined && !(emptyIsUnset && value === '');
    if (operator === '+') return isSet ? word : '';
    if (isSet) return value;
    if (operator === '-') return word;
    throw new WordError(`${name}: ${word || 'is not allowed to be unset'}`);
  }

  #name(): string {
    const [name = ''] = /^(?:[0-9]+|[@*#?$!-]|[A-Za-z_][A-Za-z0-9_]*)/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += name.length;
    return name;
  }

  #next(): string {
    const char = this.#peek();
    this.#at += 1;
    return char;
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }
}
