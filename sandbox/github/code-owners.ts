import ignore from 'ignore';
import type { Repository } from './repository.ts';

const PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** The owners of each path by CODEOWNERS of a branch, the last line that matches; none where nobody owns it. */
export async function readCodeOwners(
  repository: Repository,
  branch: string,
  paths: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const texts = await Promise.all(PATHS.map((path) => repository.read(branch, path)));
  const lines = String(texts.find((text) => text !== undefined) ?? '').split('\n');
  const rules = lines.flatMap((line) => {
    const [pattern = '', ...owners] = line.trim().split(/\s+/);
    return pattern === '' || pattern.startsWith('#') ? [] : [{ matcher: ignore().add(pattern), owners }];
  });
  return paths.map((path) => rules.findLast(({ matcher }) => matcher.ignores(path))?.owners ?? []);
}
