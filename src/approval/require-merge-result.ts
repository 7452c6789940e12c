import type { PullRequest } from '../github/pull-request/pull-request.ts';
import { readActivities } from '../github/repository/activity.ts';
import { approvalMissing } from './approval-errors.ts';
import { isMerge } from './branch-history.ts';
import type { Evidence } from './evidence.ts';
import type { VerifyOptions } from './request.ts';

/**
 * Rejects a commit that is not the result of an approved merge, such as one in the middle of a rebased pull request.
 * @throws UserError `approval-missing`
 */
export async function requireMergeResult(
  { github, repository, commit }: Pick<VerifyOptions, 'github' | 'repository' | 'commit'>,
  { defaultBranch, logIsHidden }: Evidence,
  proved: readonly PullRequest[],
  vouched: ReadonlyMap<string, PullRequest>,
): Promise<void> {
  if (vouched.has(commit)) return;
  if (proved.some(({ mergeCommit, head }) => mergeCommit === commit || head === commit)) return;
  const activities = logIsHidden ? undefined : await readActivities(github, repository, defaultBranch);
  if (activities?.some((activity) => activity.after === commit && isMerge(activity))) return;
  throw approvalMissing([
    {
      message: `${commit.slice(0, 7)} is in the middle of a pull request. Only the merge result was approved; deploy that commit instead.`,
    },
  ]);
}
