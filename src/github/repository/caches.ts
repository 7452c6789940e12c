import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from './split-repository.ts';

/**
 * Returns how many entries of GitHub's cache the runs of a ref wrote, whose keys begin with a prefix. Needs actions: read.
 * https://docs.github.com/rest/actions/cache#list-github-actions-caches-for-a-repository
 * @throws GitHubError
 */
export async function countCaches(
  github: Pick<GitHubReader, 'get'>,
  repository: string,
  { prefix, ref }: { readonly prefix: string; readonly ref: string },
): Promise<number> {
  const { owner, name: repo } = splitRepository(repository);
  const parameters = { owner, repo, key: prefix, ref, per_page: 1 };
  const { total_count: count } = await github.get<{ readonly total_count: number }>(
    'GET /repos/{owner}/{repo}/actions/caches',
    parameters,
  );
  return count;
}
