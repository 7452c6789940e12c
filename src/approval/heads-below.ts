import type { GitHubReader } from '../github/api/client.ts';
import { isAncestor } from '../github/repository/compare.ts';

/** Whether the heads of pull requests are in the history of a commit; without those for which GitHub does not say. */
export type HeadsBelow = ReadonlyMap<string, boolean>;

/** GitHub allows a hundred requests at the same time, for all users of a token. */
const AT_ONCE = 10;

/** Opens questions about one commit. Asks about each head once, because the answer never changes. */
export function openHeadsBelow(
  github: Pick<GitHubReader, 'get'>,
  repository: string,
  commit: string,
): (heads: readonly string[]) => Promise<HeadsBelow> {
  const known = new Map<string, boolean>();
  const asked = new Set<string>();
  return async (heads) => {
    const fresh = [...new Set(heads)].filter((head) => !asked.has(head));
    for (const head of fresh) asked.add(head);
    for (let begin = 0; begin < fresh.length; begin += AT_ONCE) {
      const some = fresh.slice(begin, begin + AT_ONCE);
      const answers = some.map(async (head) => [head, await isAncestor(github, repository, head, commit)] as const);
      for (const [head, answer] of await Promise.all(answers)) if (answer !== undefined) known.set(head, answer);
    }
    return known;
  };
}
