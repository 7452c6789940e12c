import { mergeIndirectly } from './after-push.ts';
import type { MergeOptions } from './merge.ts';
import type { PullRequest } from './pull-request.ts';
import type { Repository } from './repository.ts';
import { isInForce, rulesOf } from './ruleset.ts';

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
  const ref = repository.ref(defaultBranch);
  repository.record(ref, before, after, queue, 'merge_queue_merge');
  await mergeIndirectly(repository, ref, before, after, queue);
  return after;
}

/** Returns whether a rule requires the merge queue for a branch. */
export function hasMergeQueue({ rulesets, defaultBranch }: Repository, branch: string): boolean {
  const rules = rulesets.filter((ruleset) => isInForce(ruleset, branch, defaultBranch)).flatMap(rulesOf);
  return rules.some(({ type }) => type === 'merge_queue');
}

/** Merges all pull requests that wait in the queue, after their checks have passed. Returns the branch's new head. */
export function runMergeQueue(repository: Repository, by: string): Promise<string> {
  const queued = repository.pullRequests.filter(({ isOpen, isQueued }) => isOpen && isQueued);
  return mergeQueue(repository, queued, { method: 'squash', by });
}
