import type { GitHub } from '../github/client.ts';
import { readChangedPaths } from '../github/commit.ts';
import type { Origin } from '../github/origins.ts';
import type { PullRequest } from '../github/pull-request.ts';
import { type Court, judgeApproval } from './approval.ts';
import { mergedHere } from './introduction.ts';
import type { Known } from './read-known.ts';
import type { Judged } from './verify.ts';

interface Circumstances {
  readonly github: GitHub;
  readonly repository: string;
  readonly court: Court;
  readonly known: Known;
  readonly judged: Judged;
}

/**
 * The pull requests that vouch for commits which came in unproved: approved ones whose description names the commit as
 * `Reviewed-Commit`, approved after its last change and by those who may approve what the commit changes, and who did not
 * write it.
 */
export async function findVouchers(
  origins: readonly Origin[],
  circumstances: Circumstances,
): Promise<ReadonlyMap<string, PullRequest>> {
  const { github, repository, court, known, judged } = circumstances;
  const all = known.origins.flatMap((origin) => mergedHere(origin, repository, known));
  const approved = new Set(all.filter(({ number }) => judged.get(number)?.approved));
  const vouched = new Map<string, PullRequest>();
  for (const origin of origins) {
    for (const pullRequest of [...approved].filter(({ vouchesFor }) => vouchesFor.includes(origin.oid))) {
      const paths = await readChangedPaths(github, repository, origin.oid);
      if (paths === undefined) continue;
      if ((await judgeApproval(withCommit(pullRequest, origin, paths), court)).approved)
        vouched.set(origin.oid, pullRequest);
    }
  }
  return vouched;
}

/** The pull request as if the commit were one of its own, without the reviews of another description. */
function withCommit(pullRequest: PullRequest, origin: Origin, paths: readonly string[]): PullRequest {
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
