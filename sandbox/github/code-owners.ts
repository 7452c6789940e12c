import ignore from 'ignore';
import type { Repository } from './repository.ts';

/** The first of these that exists is used. */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** Parses a line of CODEOWNERS without its comment; `undefined` if it has no pattern. */
export function readOwnerLine(line: string): { readonly pattern: string; readonly owners: string[] } | undefined {
  const [pattern = '', ...words] = line.trim().split(/\s+/);
  if (pattern === '' || pattern.startsWith('#')) return undefined;
  const comment = words.findIndex((word) => word.startsWith('#'));
  return { pattern, owners: comment === -1 ? words : words.slice(0, comment) };
}

/**
 * Returns whether a user or team (`org/slug`) can own code: only with write access.
 * https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function mayOwn({ state, collaborators, teams }: Repository, name: string): boolean {
  const slug = name.toLowerCase();
  const level = name.includes('/') ? state.teams.has(slug) && teams.get(slug) : collaborators.get(name);
  return level === 'write' || level === 'admin';
}

/** Returns the valid owners of each path from the last matching line of a branch's CODEOWNERS; empty for paths without an owner. */
export async function readCodeOwners(
  repository: Repository,
  branch: string,
  paths: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const texts = await Promise.all(CODEOWNERS_PATHS.map((path) => repository.read(branch, path)));
  const lines = String(texts.find((text) => text !== undefined) ?? '').split('\n');
  const rules = lines.flatMap((line) => {
    const { pattern, owners } = readOwnerLine(line) ?? {};
    if (pattern === undefined) return [];
    const valid = owners?.filter((owner) => !owner.startsWith('@') || mayOwn(repository, owner.slice(1)));
    return [{ matcher: ignore().add(pattern), owners: valid }];
  });
  return paths.map((path) => rules.findLast(({ matcher }) => matcher.ignores(path))?.owners ?? []);
}
