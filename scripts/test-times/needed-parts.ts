const SUITE = /\bdescribeWith(?:Slow)?\(\s*\[(?<names>[^\]]*)\]/g;

/** Returns the real parts that each suite of a test file needs, one list per suite. */
export function readNeededParts(text: string): string[][] {
  return [...text.matchAll(SUITE)].map(({ groups: { names = '' } = {} }) =>
    [...names.matchAll(/'([^']+)'/g)].map(([, name = '']) => name),
  );
}
