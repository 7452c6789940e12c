import type { GitHub } from '../github/api/client.ts';
import { GitHubError, isGitHubError } from '../github/api/errors.ts';
import { type Proposal, type ProposalBranch, readProposal, stagingBranch } from '../github/gitops/proposal.ts';
import { type BranchMove, moveBranches } from '../github/gitops/update-refs.ts';

/**
 * Moves the branches of a proposal, all or none. Reads them again after a rejection, because GitHub does not document its
 * error for a branch that another run moved in the meantime.
 * @throws GitHubError `stale` if one of them was moved
 */
export async function moveProposal(
  github: GitHub,
  place: ProposalBranch,
  { repositoryId }: Proposal,
  moves: readonly BranchMove[],
): Promise<void> {
  try {
    await moveBranches(github, repositoryId, moves);
  } catch (error) {
    if (!isGitHubError(error, 'rejected')) throw error;
    const now = await readProposal(github, place);
    const heads = new Map([
      [place.branch, now.head],
      [stagingBranch(place.branch), now.staged],
    ]);
    const moved = moves.find(({ branch, from }) => heads.get(branch) !== from);
    if (moved === undefined) throw error;
    throw new GitHubError('stale', `Another run moved ${moved.branch} in ${place.repository}.`, { cause: error });
  }
}
