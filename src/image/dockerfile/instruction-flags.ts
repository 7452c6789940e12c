/** White space as Go's `unicode.IsSpace` has it for single bytes. */
const SPACE = /[\t-\r \u0085\u00a0]/;

export interface FlaggedArguments {
  /** `--name=value`, quotes and escapes removed. */
  readonly flags: readonly string[];
  /** The text after the flags. */
  readonly rest: string;
}

/**
 * Separates the flags at the beginning of an instruction's arguments. Works on bytes, as BuildKit does, so that a flag is
 * what BuildKit takes it for.
 * https://github.com/moby/buildkit/blob/v0.31.1/frontend/dockerfile/parser/split_command.go
 */
export function separateFlags(args: string, escapeToken: string): FlaggedArguments {
  const bytes = Buffer.from(args).toString('latin1');
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (at < bytes.length && SPACE.test(bytes.charAt(at))) at += 1;
    if (!bytes.startsWith('--', at)) return { flags, rest: decode(bytes.slice(at)) };
    const { word, isQuoted, end } = readFlag(bytes, at, escapeToken);
    at = end;
    if (word === '--') return { flags, rest: decode(bytes.slice(at)) };
    if (isQuoted || word !== '') flags.push(word);
  }
}

function readFlag(bytes: string, from: number, escapeToken: string): { word: string; isQuoted: boolean; end: number } {
  let [word, quote, isQuoted] = ['', '', false];
  let at = from;
  for (; at < bytes.length; at += 1) {
    const char = bytes.charAt(at);
    if (quote === '' && SPACE.test(char)) break;
    if (quote === '' ? char === '"' || char === "'" : char === quote) {
      isQuoted = true;
      quote = quote === '' ? char : '';
    } else if (char !== escapeToken) word += char;
    else if (at + 1 < bytes.length) {
      at += 1;
      word += bytes.charAt(at);
    }
  }
  return { word, isQuoted, end: at };
}

function decode(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
