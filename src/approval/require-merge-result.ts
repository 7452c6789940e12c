import type { FindingDetail } from '../findings.ts';
import type { PullRequest } from '../github/pull-request/pull-request.ts';
import { isMerge, readActivities } from '../github/repository/activity.ts';
import { approvalMissing } from './approval-errors.ts';
import type { Evidence } from './evidence.ts';
import { mergedPullRequests } from './how-merged.ts';
import type { VerifyOptions } from './request.ts';

type Deployed = Pick<VerifyOptions, 'repository' | 'commit'>;

/**
 * Rejects a commit that is not the result of an approved merge, such as one in the middle of a rebased pull request.
 * @throws UserError `approval-missing`
 */
export async function requireMergeResult(
  { github, repository, commit }: Pick<VerifyOptions, 'github' | 'repository' | 'commit'>,
  evidence: Evidence,
  proved: readonly PullRequest[],
  approvedAfterwards: ReadonlyMap<string, PullRequest>,
): Promise<void> {
  const { defaultBranch, logIsHidden } = evidence;
  if (approvedAfterwards.has(commit)) return;
  if (proved.some(({ mergeCommit, head }) => mergeCommit === commit || head === commit)) return;
  const activities = logIsHidden ? undefined : await readActivities(github, repository, defaultBranch);
  if (activities?.some((activity) => activity.after === commit && isMerge(activity))) return;
  throw approvalMissing([explainRejection({ repository, commit }, evidence, activities !== undefined)]);
}

function explainRejection({ repository, commit }: Deployed, evidence: Evidence, hasLog: boolean): FindingDetail {
  const short = commit.slice(0, 7);
  const { origins, defaultBranch } = evidence;
  const origin = origins.find(({ oid }) => oid === commit);
  const [around] = origin === undefined ? [] : mergedPullRequests(origin, repository, evidence);
  if (around !== undefined) {
    const { number, title, mergeCommit } = around;
    const merge = mergeCommit === undefined ? `the merge of #${number}` : `its merge ${mergeCommit.slice(0, 7)}`;
    return {
      message: `${short} is in the middle of pull request #${number} “${title}”. Only the whole pull request was approved: deploy ${merge} instead.`,
    };
  }
  const log = hasLog
    ? `GitHub’s log of ${defaultBranch} does not show a merge that ended with it`
    : `github-token cannot read GitHub’s log of ${defaultBranch}, which may show it`;
  return {
    message: `${short} is not known to be the result of an approved merge: it is neither the head nor the merge commit of an approved pull request, and ${log}. Deploy the newest commit of ${defaultBranch} instead.`,
  };
}
