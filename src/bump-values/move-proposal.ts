import type { GitHub } from '../github/api/client.ts';
import { GitHubError, isGitHubError } from '../github/api/errors.ts';
import { type Proposal, type ProposalBranch, readProposal, stagingBranch } from '../github/gitops/proposal.ts';
import { type BranchMove, moveBranches } from '../github/gitops/update-refs.ts';

/**
 * Moves the branches of a proposal, all or none. Reads them again after a rejection, because GitHub does not document its
 * error for a branch that another run moved in the meantime. That run may have made and deleted the staging branch since,
 * so the proposal's own branch is compared too.
 * @param proposal as it was read; its own branch has not been moved since
 * @throws GitHubError `stale` if one of them was moved
 */
export async function moveProposal(
  github: GitHub,
  place: ProposalBranch,
  { repositoryId, head }: Proposal,
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
    const expected = [...moves, { branch: place.branch, from: head }];
    const moved = expected.find(({ branch, from }) => heads.get(branch) !== from);
    if (moved === undefined) throw error;
    throw new GitHubError('stale', `Another run moved ${moved.branch} in ${place.repository}.`, { cause: error });
  }
}
