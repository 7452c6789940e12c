import { readCommitOrigins } from '../github/pull-request/commit-origins.ts';
import { readActivities } from '../github/repository/activity.ts';
import { compareCommits } from '../github/repository/compare.ts';
import { readTarget } from '../gitops/read-target.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';

/**
 * Asks GitHub at once for the values file, and for what order and proof will ask if the push came on top of what is
 * deployed, as it does as a rule: then the answers are there when the guards are loaded, and two round trips are saved.
 * Nothing is decided here. Done once the questions are on their way.
 */
export async function prefetchGates({ source, gitops }: Clients, request: DeploymentRequest): Promise<void> {
  const { operation, version, target, run } = request;
  const { commit, sourceRepository: repository } = version;
  const { push } = run;
  if (operation.kind === 'hold' || operation.kind === 'rollback') return;
  const asked = gitops.prefetch((reader) => [readTarget(reader, target)]);
  if (push === undefined || push.after !== commit) return asked;
  const { before, commits, branch } = push;
  await source.prefetch(({ get, query }) => [
    compareCommits({ get }, repository, before, commit),
    // Of more than one commit, as a merge commit brings, the proof will ask the branch's log as well.
    ...(commits.length > 1 ? [readActivities({ get }, repository, branch)] : []),
    readCommitOrigins({ query }, { repository, oids: commits, rulesAt: before, commit }),
  ]);
}
