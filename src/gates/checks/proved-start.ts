import { GitHubError } from '../../github/api/errors.ts';
import { findAncestor } from '../../github/repository/commit.ts';
import { compareCommits } from '../../github/repository/compare.ts';
import type { CommitOrder } from '../../gitops/commit-order.ts';
import type { GateSubject } from '../gate.ts';

/**
 * Returns the commits since the newest older version that was deployed with a proof, for a commit that cannot be proved from
 * the deployed one: a rollback, or a tag that names no commit. `undefined` if none of the newest thousand ancestors was.
 * @param proved the commits that were deployed with a proof
 * @throws GitHubError, also `unavailable` if GitHub's answers contradict each other
 */
export async function findProvedStart(
  { clients, request }: GateSubject,
  proved: readonly string[],
): Promise<CommitOrder | undefined> {
  const { sourceRepository: repository, commit } = request.version;
  const others = new Set(proved);
  others.delete(commit);
  if (others.size === 0) return undefined;
  const deployed = await findAncestor(clients.source, repository, commit, others);
  if (deployed === undefined) return undefined;
  const { status, commits, messages } = await compareCommits(clients.source, repository, deployed, commit);
  if (status === 'ahead') return { order: 'newer', deployed, commits, messages };
  const message = `GitHub lists ${deployed.slice(0, 7)} in the history of ${commit.slice(0, 7)}, and compares them as ${status}`;
  throw new GitHubError('unavailable', message, {
    call: { service: 'GitHub', request: `GET /repos/${repository}/compare` },
  });
}
