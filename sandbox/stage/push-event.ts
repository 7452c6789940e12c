import { NO_COMMIT, readCommits } from '../github/objects.ts';
import type { Repository } from '../github/repository.ts';

/** Returns the event payload of the push that brought the commit to main. */
export async function pushEvent(source: Repository, sha: string): Promise<object> {
  const before = await source.resolve(`${sha}^`);
  const brought = before === undefined ? [] : await readCommits(source.directory, [`${before}..${sha}`]);
  return {
    ref: 'refs/heads/main',
    before: before ?? NO_COMMIT,
    after: sha,
    commits: brought.toReversed().map(({ oid: id, message }) => ({ id, message })),
  };
}
