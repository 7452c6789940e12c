import { readActivities } from '../github/activity.ts';
import type { PullRequest } from '../github/pull-request.ts';
import type { Known } from './read-known.ts';
import { refuse } from './unproved.ts';
import type { VerifyOptions } from './verify.ts';

/**
 * Refuses a commit that the branch never stood at, such as an early commit of a pull request: only its last was approved.
 * @throws UserError `unproved`
 */
export async function requireState(
  { github, repository, commit }: Pick<VerifyOptions, 'github' | 'repository' | 'commit'>,
  { defaultBranch, history, logIsHidden }: Known,
  proved: readonly PullRequest[],
  vouched: ReadonlyMap<string, PullRequest>,
): Promise<void> {
  if (vouched.has(commit)) return;
  if (proved.some(({ mergeCommit, head }) => mergeCommit === commit || head === commit)) return;
  if (history?.stoodAt(commit)) return;
  const read = history === undefined && !logIsHidden;
  const activities = read ? await readActivities(github, repository, defaultBranch) : undefined;
  if (activities?.some(({ after }) => after === commit)) return;
  throw refuse([
    {
      message: `${commit.slice(0, 7)} is no state that ${defaultBranch} was in: it is a step within a pull request, of which only the last was approved. Deploy the merge of that pull request.`,
    },
  ]);
}
