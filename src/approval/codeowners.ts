/** One line of a CODEOWNERS file. */
export interface OwnerRule {
  readonly pattern: string;
  /** `@user`, `@org/team` or an e-mail address; empty if the line removes the owners. */
  readonly owners: readonly string[];
}

/**
 * Reads CODEOWNERS as GitHub does, and ignores the lines that GitHub ignores.
 * https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax
 */
export function parseCodeowners(text: string): OwnerRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [pattern = '', ...rest] = line.trim().split(/(?<!\\)\s+/);
    if (pattern === '' || /^[#!]/.test(pattern) || /[[\]]/.test(pattern)) return [];
    const comment = rest.findIndex((word) => word.startsWith('#'));
    return [{ pattern: pattern.replaceAll('\\ ', ' '), owners: comment === -1 ? rest : rest.slice(0, comment) }];
  });
}

/** Returns the owners of a path, from the last rule that matches; `undefined` if none does. */
export function ownersOf(rules: readonly OwnerRule[], path: string): readonly string[] | undefined {
  return rules.findLast(({ pattern }) => matchesPattern(pattern, path))?.owners;
}

/** Returns whether a pattern of CODEOWNERS matches a path. */
export function matchesPattern(pattern: string, path: string): boolean {
  return toRegExp(pattern).test(path);
}

function toRegExp(pattern: string): RegExp {
  const anchored = pattern.replace(/\/$/, '').includes('/');
  const body = pattern.replace(/^\//, '').replace(/\/$/, '');
  const source = body
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?)/)
    .map((part) => WILDCARDS[part] ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
  // `docs/*` owns only the files in the folder; `docs/` and `docs` own everything below it.
  const below = pattern.endsWith('/') ? '/.+' : /(^|\/)\*$/.test(body) && anchored ? '' : '(?:/.+)?';
  return new RegExp(`^${anchored ? '' : '(?:.+/)?'}${source}${below}$`, 'su');
}

const WILDCARDS: Readonly<Record<string, string>> = {
  '**/': '(?:.+/)?',
  '/**': '/.+',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
