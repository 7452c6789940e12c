/** The contexts of an expression, such as `github` and `inputs`. */
export type Contexts = Readonly<Record<string, unknown>>;

/**
 * Replaces the expressions of a text by their values, as far as groups use them: names, strings, comparisons and three
 * functions. A text that is one expression keeps the type of its value.
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */
export function evaluate(text: unknown, contexts: Contexts): unknown {
  if (typeof text !== 'string') return text;
  const [, whole] = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text) ?? [];
  if (whole !== undefined) return new Reader(whole, contexts).read();
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, inner: string) => toText(new Reader(inner, contexts).read()));
}

function toText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

function isTruthy(value: unknown): boolean {
  return Boolean(value);
}

const TOKEN = /\s*(\|\||&&|==|!=|[!(),]|'(?:[^']|'')*'|-?\d+|[\w-]+(?:\.[\w-]+)*)/y;

const FUNCTIONS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  contains: (list, item) => (Array.isArray(list) ? list.includes(item ?? '') : toText(list).includes(toText(item))),
  startsWith: (text, start) => toText(text).startsWith(toText(start)),
  fromJSON: (text) => JSON.parse(toText(text)),
};

/** Reads one expression from left to right. */
class Reader {
  readonly #tokens: readonly string[];
  readonly #contexts: Contexts;
  #next = 0;

  constructor(text: string, contexts: Contexts) {
    const tokens = [...text.trim().matchAll(new RegExp(TOKEN.source, 'g'))].map(([, token = '']) => token);
    if (tokens.join('').replace(/\s/g, '') !== text.replace(/\s/g, ''))
      throw new Error(`cannot read the expression ${text}`);
    this.#tokens = tokens;
    this.#contexts = contexts;
  }

  read(): unknown {
    let value = this.#and();
    while (this.#take('||')) {
      const other = this.#and();
      value = isTruthy(value) ? value : other;
    }
    return value;
  }

  #and(): unknown {
    let value = this.#compare();
    while (this.#take('&&')) {
      const other = this.#compare();
      value = isTruthy(value) ? other : value;
    }
    return value;
  }

  #compare(): unknown {
    const value = this.#primary();
    if (this.#take('==')) return toText(value) === toText(this.#primary());
    if (this.#take('!=')) return toText(value) !== toText(this.#primary());
    return value;
  }

  #primary(): unknown {
    if (this.#take('!')) return !isTruthy(this.#primary());
    if (this.#take('(')) return this.#until(')', () => this.read());
    const token = this.#tokens[this.#next++] ?? '';
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d+$/.test(token)) return Number(token);
    if (token === 'true' || token === 'false') return token === 'true';
    const call = FUNCTIONS[token];
    if (call !== undefined && this.#take('(')) return call(...this.#arguments());
    return token.split('.').reduce<unknown>((value, name) => (value as Contexts | undefined)?.[name], this.#contexts);
  }

  #arguments(): unknown[] {
    const values = [this.read()];
    while (this.#take(',')) values.push(this.read());
    return this.#until(')', () => values);
  }

  #until<T>(end: string, read: () => T): T {
    const value = read();
    if (!this.#take(end)) throw new Error(`“${end}” is missing`);
    return value;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next += 1;
    return true;
  }
}
