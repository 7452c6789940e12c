const SPECIAL_PARAMETER = /^[@*#?$!0-]$/;
const DIGIT = /^\p{Nd}$/u;
const NAME_CHARACTER = /^[\p{L}\p{Nd}_]$/u;

/** Reads a text character by character; a character is a code point. */
export class ShellReader {
  readonly source: string;
  readonly #chars: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.source = source;
    this.#chars = [...source];
  }

  /** Returns the next character and stays before it; `undefined` at the end. */
  peek(): string | undefined {
    return this.#chars[this.#at];
  }

  /** Returns the next character and goes past it; `undefined` at the end. */
  next(): string | undefined {
    const char = this.peek();
    if (char !== undefined) this.#at += 1;
    return char;
  }

  /** Returns the text before the next such character and goes past both; `undefined` if there is none. */
  takeBefore(char: string): string | undefined {
    const end = this.#chars.indexOf(char, this.#at);
    if (end === -1) return undefined;
    const text = this.#chars.slice(this.#at, end).join('');
    this.#at = end + 1;
    return text;
  }

  /** Returns the name of a variable and goes past it; an empty text if there is none. */
  takeName(): string {
    const first = this.peek();
    if (first === undefined) return '';
    if (DIGIT.test(first)) return this.#takeAll(DIGIT);
    if (SPECIAL_PARAMETER.test(first)) return this.next() ?? '';
    return this.#takeAll(NAME_CHARACTER);
  }

  #takeAll(kind: RegExp): string {
    let text = '';
    while (kind.test(this.peek() ?? '')) text += this.next();
    return text;
  }
}
