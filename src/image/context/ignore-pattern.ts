import { posix } from 'node:path';
import { readSet } from './glob.ts';

/** One line of .dockerignore. */
export interface IgnorePattern {
  /** `!`: includes again what an earlier line ignores. */
  readonly isException: boolean;
  /** Whether the pattern matches this path itself; `path` is relative to the context, with `/`. */
  matches(path: string): boolean;
}

/** A pattern that Docker rejects, or that this matcher cannot read as Docker does. */
export class PatternFault extends Error {
  override readonly name = 'PatternFault';
}

/** White space as Go's `strings.TrimSpace` has it. */
const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const AROUND = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');
/**
 * Reads .dockerignore as Docker does: case-sensitive; `*` matches within a name, `**` across folders.
 * https://github.com/moby/patternmatcher/blob/v0.6.1/ignorefile/ignorefile.go
 * @throws PatternFault
 */
export function readPatterns(text: string): IgnorePattern[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.replace(AROUND, ''))
    .filter((line) => line !== '')
    .map(readPattern);
}

/** Parses a line as Docker does, which cleans it twice: as a line, then as a pattern, so that `/!a` is an exception too. */
function readPattern(line: string): IgnorePattern {
  const [, mark = '', written = ''] = /^(!?)([\s\S]*)$/.exec(line) ?? [];
  const cleaned = clean(`${mark}${cleanLine(written.replace(AROUND, ''))}`.replace(AROUND, ''));
  const isException = cleaned.startsWith('!');
  const pattern = isException ? cleaned.slice(1) : cleaned;
  if (pattern === '') throw new PatternFault('“!” has no pattern after it');
  checkSyntax(pattern);
  return { isException, matches: compile(pattern) };
}

function cleanLine(written: string): string {
  const cleaned = written === '' ? '' : clean(written);
  return cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
}

/** Cleans a path as Go's `filepath.Clean` does: https://pkg.go.dev/path/filepath#Clean */
function clean(path: string): string {
  return posix.normalize(path.replace(/^\/+/, '/')).replace(/(?<=.)\/$/, '');
}

/** Rejects patterns that Go's `filepath.Match` calls malformed: https://pkg.go.dev/path/filepath#Match */
function checkSyntax(pattern: string): void {
  const isWellFormed = /^(?:[^\\[]|\\[\s\S]|\[\^?(?:(?:[^\\\]-]|\\[\s\S])(?:-(?:[^\\\]-]|\\[\s\S]))?)+\])*$/u.test(
    pattern,
  );
  if (!isWellFormed) throw new PatternFault(`the brackets or backslashes in ${pattern} are not closed`);
  // Docker turns the pattern into a regular expression, in which these have a special meaning.
  if (/\\[0-9A-Za-z\u0080-\uffff]|\[(?:[^\]\\]|\\[\s\S])*[*?[]/.test(pattern)) {
    throw new PatternFault(`${pattern} escapes a letter or a digit, or has a wildcard in brackets`);
  }
}

/** `*`: within a name. `**`: any folders, or nothing. `rest`: anything. `start`: the beginning. */
type Token = '*' | '**' | 'rest' | 'start' | ((char: string) => boolean);
type Kind = 'exact' | 'prefix' | 'suffix' | 'tokens';

/** https://github.com/moby/patternmatcher/blob/v0.6.1/patternmatcher.go */
function compile(pattern: string): (path: string) => boolean {
  const { kind, tokens } = readTokens(pattern);
  if (kind === 'exact') return (path) => path === pattern;
  if (kind === 'prefix') return (path) => path.startsWith(pattern.slice(0, -2));
  if (kind === 'tokens') {
    if (/\||\{\d/.test(pattern))
      throw new PatternFault(`Docker reads the “|” or “{” in ${pattern} as a regular expression`);
    return (path) => matchTokens(tokens, path);
  }
  const suffix = pattern.slice(2);
  return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
}

const PART = /(\*\*\/?)|(\*)|(\?)|\[(\^?)((?:\\[\s\S]|[^\]\\])+)\]|\\([\s\S])|([\s\S])/gu;

function readTokens(pattern: string): { readonly kind: Kind; readonly tokens: readonly Token[] } {
  let kind: Kind = 'exact';
  const tokens: Token[] = [];
  for (const { 0: whole, 1: deep, 5: set, 7: plain, index } of pattern.matchAll(PART)) {
    const isLast = index + whole.length === pattern.length;
    if (deep !== undefined && isLast && kind === 'exact') kind = 'prefix';
    else if (plain === undefined || plain === ']') kind = 'tokens';
    // Docker then compares the end of the path only, even if wildcards follow.
    if (deep !== undefined && index === 0) kind = 'suffix';
    tokens.push(deep === undefined ? readToken(whole, set) : isLast ? 'rest' : '**');
  }
  return { kind, tokens };
}

function readToken(whole: string, set: string | undefined): Token {
  if (whole === '*') return '*';
  if (whole === '?') return (char) => char !== '/';
  if (whole === '^') return 'start';
  if (set === undefined) return (char) => char === whole.at(-1);
  const isIn = readSet(set);
  return whole.startsWith('[^') ? (char) => !isIn(char) : isIn;
}

/**
 * Follows all ways through the tokens at once, so that its time grows only with the lengths. A way is the index of the
 * next token; inside `**` it is that index and a half.
 */
function matchTokens(tokens: readonly Token[], path: string): boolean {
  let ways = skipOptional(tokens, [0], true);
  for (const char of path) {
    const next = [...ways].flatMap((way) => {
      const index = Math.floor(way);
      const token = tokens[index];
      if (token === '*') return char === '/' ? [] : [way];
      if (token === 'rest') return char === '\n' ? [] : [way];
      if (token === '**') return char === '\n' ? [] : [index + 0.5, ...(char === '/' ? [index + 1] : [])];
      return typeof token === 'function' && token(char) ? [index + 1] : [];
    });
    ways = skipOptional(tokens, next, false);
    if (ways.size === 0) return false;
  }
  return ways.has(tokens.length);
}

/** Adds the ways that begin after tokens which may match nothing. */
function skipOptional(tokens: readonly Token[], ways: readonly number[], isStart: boolean): Set<number> {
  const all = new Set(ways);
  for (const way of all) {
    const token = Number.isInteger(way) ? tokens[way] : undefined;
    if (typeof token === 'string' && (token !== 'start' || isStart)) all.add(way + 1);
  }
  return all;
}
