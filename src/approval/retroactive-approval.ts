import type { GitHubReader } from '../github/api/client.ts';
import type { CommitOrigin } from '../github/pull-request/commit-origins.ts';
import type { PullRequest } from '../github/pull-request/pull-request.ts';
import { readChangedPaths } from '../github/repository/commit.ts';
import { evaluateApproval } from './approval.ts';
import type { ApprovalContext, ApprovalDecisions } from './decision.ts';
import type { Evidence } from './evidence.ts';
import { mergedPullRequests } from './how-merged.ts';

interface Circumstances {
  readonly github: GitHubReader;
  readonly repository: string;
  readonly context: ApprovalContext;
  readonly evidence: Evidence;
  readonly decisions: ApprovalDecisions;
}

/**
 * Finds the pull request that approves each commit afterwards: an approved one whose description names the commit as
 * `Reviewed-Commit`. Its approvals must be newer than the description, and by owners of the files of the commit who did
 * not write it.
 */
export async function findRetroactiveApprovals(
  origins: readonly CommitOrigin[],
  circumstances: Circumstances,
): Promise<ReadonlyMap<string, PullRequest>> {
  const { github, repository, context, evidence, decisions } = circumstances;
  const all = evidence.origins.flatMap((origin) => mergedPullRequests(origin, repository, evidence));
  const approved = new Set(all.filter(({ number }) => decisions.get(number)?.approved));
  const approvedAfterwards = new Map<string, PullRequest>();
  for (const origin of origins) {
    for (const pullRequest of [...approved].filter(({ reviewedCommits }) =>
      reviewedCommits.shown.includes(origin.oid),
    )) {
      const paths = await readChangedPaths(github, repository, origin.oid);
      if (paths === undefined) continue;
      if ((await evaluateApproval(withCommit(pullRequest, origin, paths), context)).approved)
        approvedAfterwards.set(origin.oid, pullRequest);
    }
  }
  return approvedAfterwards;
}

/** Returns the pull request as if it had the commit, without approvals that are older than its description. */
function withCommit(pullRequest: PullRequest, origin: CommitOrigin, paths: readonly string[]): PullRequest {
  const { commits, files, reviews, editedAt } = pullRequest;
  return {
    ...pullRequest,
    commits: [...commits, origin],
    files: [...new Set([...files, ...paths])],
    reviews: reviews.filter(
      ({ state, submittedAt }) => state !== 'APPROVED' || editedAt === undefined || submittedAt > editedAt,
    ),
  };
}
