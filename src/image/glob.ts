/** Whether a path component holds a wildcard of https://pkg.go.dev/path/filepath#Match, which COPY uses. */
export function hasWildcard(component: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*[*?[]/.test(component);
}

/** A test for the names that one component of a pattern matches. */
export function matchName(pattern: string): (name: string) => boolean {
  const tokens = pattern.matchAll(/\\(.)|\*|\?|\[(\^?)((?:\\.|[^\]\\])+)\]|([\s\S])/gu);
  const source = [...tokens].map(([token, escaped, negated, set, plain]) => {
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (set !== undefined) return `[${negated}${set.replace(/[[\]^&|~]/g, '\\$&')}]`;
    return (escaped ?? plain ?? '').replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  const regex = new RegExp(`^${source.join('')}$`, 'su');
  return (name) => regex.test(name);
}
