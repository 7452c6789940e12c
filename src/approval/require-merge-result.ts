import type { UserError } from '../errors.ts';
import type { FindingDetail } from '../findings.ts';
import type { PullRequest } from '../github/pull-request/pull-request.ts';
import { isMerge } from '../github/repository/activity.ts';
import { askAgain, isSettled } from '../github/repository/ask-again.ts';
import { approvalMissing, mergeNotLoggedYet } from './approval-errors.ts';
import { traceBranchHistory } from './branch-history.ts';
import { openBranchLog } from './branch-log.ts';
import type { Evidence } from './evidence.ts';
import { mergedPullRequests } from './how-merged.ts';
import type { VerifyOptions } from './request.ts';

type Deployed = Pick<VerifyOptions, 'repository' | 'commit'>;

/**
 * Rejects a commit that is not the result of an approved merge, such as one in the middle of a rebased pull request.
 * @throws UserError `approval-missing`; OutageError while GitHub's log may be late
 */
export async function requireMergeResult(
  options: Pick<VerifyOptions, 'github' | 'repository' | 'commit' | 'associationLimitMs'>,
  evidence: Evidence,
  proved: readonly PullRequest[],
  approvedAfterwards: ReadonlyMap<string, PullRequest>,
): Promise<void> {
  const { github, repository, commit, associationLimitMs } = options;
  if (approvedAfterwards.has(commit)) return;
  if (proved.some(({ mergeCommit, head }) => mergeCommit === commit || head === commit)) return;
  if (evidence.logIsHidden) throw notAResult(options, evidence, false);
  const origin = evidence.origins.find(({ oid }) => oid === commit);
  const merges = origin === undefined ? [] : mergedPullRequests(origin, repository, evidence);
  const log = openBranchLog(github, repository, evidence.defaultBranch);
  const answer = await askAgain(async () => {
    const activities = await log.read((read) => {
      const history = traceBranchHistory(read, evidence.origins);
      return history.of(commit) !== undefined || merges.every(({ mergedAt }) => history.beginsBefore(mergedAt));
    });
    if (activities === undefined) return { value: 'hidden', isFinal: true } as const;
    if (activities.some((activity) => activity.after === commit && isMerge(activity)))
      return { value: 'result', isFinal: true } as const;
    const isLate =
      traceBranchHistory(activities, evidence.origins).of(commit) === undefined &&
      merges.some(({ mergedAt }) => !isSettled(mergedAt));
    return { value: isLate ? 'late' : 'not-a-result', isFinal: !isLate } as const;
  }, associationLimitMs);
  if (answer === 'result') return;
  if (answer === 'late') throw mergeNotLoggedYet([commit]);
  throw notAResult(options, evidence, answer !== 'hidden');
}

function notAResult(deployed: Deployed, evidence: Evidence, hasLog: boolean): UserError {
  return approvalMissing([explainRejection(deployed, evidence, hasLog)]);
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
