/** White space as Go's `unicode.IsSpace` has it. */
const SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** Collects words. One buffer serves all levels of nested substitutions, as in BuildKit: a nested one empties it. */
export class WordBuffer {
  text = '';
}

export class Words {
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
