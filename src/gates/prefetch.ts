import type { PrefetchedEvidence } from '../approval/read-evidence.ts';
import { type Outcome, settle } from '../eager.ts';
import type { GitHubReader } from '../github/api/client.ts';
import { readCommitOrigins } from '../github/pull-request/commit-origins.ts';
import { readActivities } from '../github/repository/activity.ts';
import { type Comparison, compareCommits } from '../github/repository/compare.ts';
import type { DeploymentRequest } from '../gitops/request.ts';

/** Answers that the gates need if the deployed commit was the head before the push, as is usual. */
export interface PrefetchedAnswers {
  /** The head of the branch before the push. */
  readonly base: string;
  readonly comparison: Outcome<Comparison>;
  readonly evidence: PrefetchedEvidence;
}

/**
 * Reads answers for the gates while the values file is read, which saves two round trips. Decides nothing.
 * `undefined` if no push of this commit started the run.
 */
export async function prefetchAnswers(
  source: GitHubReader,
  { operation, version, run: { push } }: DeploymentRequest,
): Promise<PrefetchedAnswers | undefined> {
  const { commit, sourceRepository: repository } = version;
  const isByHand = operation.kind === 'hold' || operation.kind === 'rollback';
  if (isByHand || push === undefined || push.after !== commit) return undefined;
  const { before: base, commits: oids, branch, namedPullRequests: likely } = push;
  const wanted = { repository, oids, rulesAt: base, commit, likely };
  const [comparison, origins, activities] = await Promise.all([
    settle(compareCommits(source, repository, base, commit)),
    settle(readCommitOrigins(source, wanted)),
    // The approval of more than one commit, such as those of a merge commit, needs the log of the branch too.
    oids.length > 1 ? settle(readActivities(source, repository, branch)) : undefined,
  ]);
  return { base, comparison, evidence: { wanted, origins, ...(activities === undefined ? {} : { activities }) } };
}
