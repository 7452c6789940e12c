import { readActivities } from '../github/activity.ts';
import type { PullRequest } from '../github/pull-request.ts';
import { isMerge } from './history.ts';
import type { Known } from './read-known.ts';
import { refuse } from './unproved.ts';
import type { VerifyOptions } from './verify.ts';

/**
 * Refuses a commit that no approved merge left the branch at, such as one in the middle of a rebased pull request.
 * @throws UserError `unproved`
 */
export async function requireState(
  { github, repository, commit }: Pick<VerifyOptions, 'github' | 'repository' | 'commit'>,
  { defaultBranch, logIsHidden }: Known,
  proved: readonly PullRequest[],
  vouched: ReadonlyMap<string, PullRequest>,
): Promise<void> {
  if (vouched.has(commit)) return;
  if (proved.some(({ mergeCommit, head }) => mergeCommit === commit || head === commit)) return;
  const activities = logIsHidden ? undefined : await readActivities(github, repository, defaultBranch);
  if (activities?.some((activity) => activity.after === commit && isMerge(activity))) return;
  throw refuse([
    {
      message: `${commit.slice(0, 7)} is no state that an approved merge left ${defaultBranch} in: of a pull request only the whole was approved. Deploy its merge.`,
    },
  ]);
}
