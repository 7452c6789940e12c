/** Returns whether a path component contains a wildcard of https://pkg.go.dev/path/filepath#Match, which COPY uses. */
export function hasWildcard(component: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*[*?[]/.test(component);
}

type Token = '*' | ((char: string) => boolean);

/** Returns a test for names that match one component of a pattern. Its time grows only with their lengths. */
export function matchName(pattern: string): (name: string) => boolean {
  const tokens = readTokens(pattern);
  return (name) => matches(tokens, [...name]);
}

function readTokens(pattern: string): Token[] {
  const found = pattern.matchAll(/\\(.)|\*|\?|\[(\^?)((?:\\.|[^\]\\])+)\]|([\s\S])/gu);
  return [...found].map(([token, escaped, negated, set, plain]): Token => {
    if (token === '*') return '*';
    if (token === '?') return () => true;
    if (set === undefined) return (char) => char === (escaped ?? plain);
    const isIn = readSet(set);
    return (char) => isIn(char) === (negated === '');
  });
}

/** Reads a set of characters and ranges. A reversed range is empty, as in Go. */
export function readSet(set: string): (char: string) => boolean {
  const ranges = [...set.matchAll(/\\?([\s\S])(?:-\\?([\s\S]))?/gu)].map(
    ([, first = '', last = first]) => [codeOf(first), codeOf(last)] as const,
  );
  return (char) => ranges.some(([first, last]) => first <= codeOf(char) && codeOf(char) <= last);
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}

/** Backtracks to the last star only; an earlier star never has to match more. */
function matches(tokens: readonly Token[], chars: readonly string[]): boolean {
  let [token, char] = [0, 0];
  let star: { readonly token: number; char: number } | undefined;
  while (char < chars.length) {
    const wanted = tokens[token];
    if (wanted === '*') {
      token += 1;
      star = { token, char };
    } else if (wanted?.(chars[char] ?? '')) {
      token += 1;
      char += 1;
    } else if (star === undefined) return false;
    else {
      star.char += 1;
      [token, char] = [star.token, star.char];
    }
  }
  return tokens.slice(token).every((rest) => rest === '*');
}
