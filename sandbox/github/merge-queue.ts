import type { MergeOptions } from './merge.ts';
import type { PullRequest } from './pull-request.ts';
import type { Repository } from './repository.ts';

/** Merges a group of pull requests with one move of the branch, as the merge queue does. Returns its new head. */
export async function mergeQueue(
  repository: Repository,
  pullRequests: readonly PullRequest[],
  options: MergeOptions,
): Promise<string> {
  const { defaultBranch, state } = repository;
  const before = await repository.head(defaultBranch);
  for (const pullRequest of pullRequests) await pullRequest.join(options);
  const after = await repository.head(defaultBranch);
  const queue = state.user('github-merge-queue[bot]');
  repository.record(repository.ref(defaultBranch), before, after, queue, 'merge_queue_merge');
  return after;
}
