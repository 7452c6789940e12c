import type { NotDeployed } from '../gates/verdict.ts';
import { GitHubError, isGitHubError } from '../github/api/errors.ts';
import { updatePullRequest } from '../github/gitops/edit-pull-request.ts';
import { readProposal } from '../github/gitops/proposal.ts';
import { moveBranches } from '../github/gitops/update-refs.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import { readTrailer } from '../gitops/commit-message.ts';
import { commitOf, compareWithDeployed } from '../gitops/commit-order.ts';
import { proposalBranch } from '../gitops/proposal-branch.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import { tagOf } from '../gitops/target.ts';
import { annotate } from '../runner/annotate.ts';
import { readBranch } from './propose.ts';
import type { BumpResult } from './result.ts';
import { resultWithoutCommit } from './result.ts';

type CloseRequest = Pick<DeploymentRequest, 'target' | 'version' | 'delivery'>;

/** Returns the result of a run without a commit. Closes an open proposal that is now pointless, and deletes its branch. */
export async function closeStaleProposal(
  clients: Clients,
  request: CloseRequest,
  verdict: NotDeployed,
): Promise<BumpResult> {
  const { mode, dryRun } = request.delivery;
  if (mode === 'pull-request' && !dryRun) await closeProposal(clients, request, verdict);
  return resultWithoutCommit(verdict);
}

/** Deletes the branch, so that GitHub closes its pull request. Leaves a branch that another run moved to that run. */
async function closeProposal(clients: Clients, request: CloseRequest, verdict: NotDeployed): Promise<void> {
  const { gitops } = clients;
  const place = proposalBranch(request.target, verdict.file.branch);
  const { repositoryId, head, pullRequest } = await readProposal(gitops, place);
  if (head === undefined) return;
  if (pullRequest !== undefined) {
    const open = await readBranch(clients, request.target, place);
    if (!(await isPointless(clients, request, verdict, open))) return;
  }
  const { branch, repository } = place;
  try {
    await moveBranches(gitops, repositoryId, [{ branch, from: head, to: undefined }]);
  } catch (error) {
    const isForbidden = isGitHubError(error, 'rule-violation');
    const mayHaveMoved = error instanceof GitHubError && !isForbidden;
    if (mayHaveMoved && (await readProposal(gitops, place)).head !== head) return;
    if (!isForbidden) throw error;
    if (pullRequest === undefined) return;
    await updatePullRequest(gitops, { pullRequestId: pullRequest.id, state: 'CLOSED' });
    const what = `${pullRequest.url} was closed, but its branch ${branch} stays because the rules of ${repository} forbid deleting it`;
    annotate('warning', 'proposal branch', `${what}: ${error.words}.`);
  }
}

/** Returns whether a proposal changes nothing, deploys a version that is not newer, or ignores a hold. */
async function isPointless(
  { source }: Clients,
  request: CloseRequest,
  { outcome, file }: NotDeployed,
  open: ValuesFile,
): Promise<boolean> {
  const isSameElsewhere = [...file.others].every(([path, text]) => open.others.get(path) === text);
  const isSame = open.text === file.text && (open.hold === undefined) === (file.hold === undefined);
  if (isSame && isSameElsewhere) return true;
  const byHand = readTrailer(open.headMessage, 'Operation') !== undefined;
  if (byHand) return false;
  if (outcome === 'held') return true;
  const { target, version } = request;
  const commit = commitOf(tagOf(open, target, version.image), version.tagPrefix);
  if (commit === undefined) return false;
  const proposed = { ...version, commit };
  const { order } = await compareWithDeployed(source, tagOf(file, target, version.image), proposed, {
    allowUnknown: true,
  });
  return order === 'older' || (order === 'same' && isSameElsewhere);
}
