import type { GitHub } from '../github/api/client.ts';
import { GitHubError, isGitHubError } from '../github/api/errors.ts';
import { createPullRequest, type PullRequestText, updatePullRequest } from '../github/gitops/edit-pull-request.ts';
import { type OpenPullRequest, type Proposal, type ProposalBranch, readProposal } from '../github/gitops/proposal.ts';
import { codeBlock } from '../markdown.ts';
import type { Change } from './prepare-commit.ts';

interface Publication {
  readonly place: ProposalBranch;
  readonly change: Pick<Change, 'headline' | 'body'>;
  /** Whether the branch had this change already. */
  readonly isSame: boolean;
}

/**
 * Opens the pull request of a proposal, or writes the new title and text to the open one. Returns it.
 * @throws GitHubError `stale` if another run opened it in the meantime
 */
export async function writePullRequest(
  gitops: GitHub,
  { repositoryId, pullRequest }: Proposal,
  { place, change, isSame }: Publication,
): Promise<OpenPullRequest> {
  // In a code block, text that people typed neither mentions a user nor closes an issue.
  const text = { title: change.headline, body: `${codeBlock('text', `${change.headline}\n\n${change.body}`)}\n` };
  if (pullRequest === undefined) return open(gitops, place, { repositoryId, ...text });
  if (!isSame || text.title !== pullRequest.title)
    await updatePullRequest(gitops, { pullRequestId: pullRequest.id, ...text });
  return pullRequest;
}

/** Reads the proposal again after a rejection, because GitHub has no documented error for a second pull request. */
async function open(
  gitops: GitHub,
  place: ProposalBranch,
  text: PullRequestText & { readonly repositoryId: string },
): Promise<OpenPullRequest> {
  try {
    return await createPullRequest(gitops, { baseRefName: place.base, headRefName: place.branch, ...text });
  } catch (error) {
    if (!isGitHubError(error, 'rejected')) throw error;
    const { pullRequest } = await readProposal(gitops, place);
    if (pullRequest === undefined) throw error;
    throw new GitHubError('stale', `Another run opened ${pullRequest.url}.`, { cause: error });
  }
}
