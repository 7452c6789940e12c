import { annotate } from '../action/annotate.ts';
import { OutageError } from '../errors.ts';
import { updatePullRequest } from '../github/edit-pull-request.ts';
import { RuleViolation } from '../github/failure.ts';
import { readProposal } from '../github/proposal.ts';
import { moveBranches } from '../github/update-refs.ts';
import type { ValuesFile } from '../github/values-file.ts';
import { commitOf, orderAgainst } from './ancestry.ts';
import type { Bump, Bumped } from './commit-tag.ts';
import type { Clients, Settled } from './judge.ts';
import { tagOf } from './judge-proposal.ts';
import { readTrailer } from './message.ts';
import { notCommitted } from './not-committed.ts';
import { proposalBranch } from './proposal-branch.ts';
import { readBranch } from './propose.ts';

type SettleOptions = Omit<Bump, 'digest'>;

/** The result of a run that has nothing to commit; a proposal that this makes pointless is closed, its branch deleted. */
export async function settle(clients: Clients, options: SettleOptions, verdict: Settled): Promise<Bumped> {
  if (options.mode === 'pull-request' && !options.dryRun) await closeProposal(clients, options, verdict);
  return notCommitted(verdict);
}

/** GitHub closes the pull request of a branch that is deleted. One that another run moved is that run's to judge. */
async function closeProposal(clients: Clients, options: SettleOptions, verdict: Settled): Promise<void> {
  const { gitops } = clients;
  const place = proposalBranch(options, verdict.file.branch);
  const { repositoryId, head, pullRequest } = await readProposal(gitops, place);
  if (head === undefined) return;
  if (pullRequest !== undefined) {
    const open = await readBranch(clients, options, place);
    if (!(await isPointless(clients, options, verdict, open))) return;
  }
  const { branch, repository } = place;
  try {
    await moveBranches(gitops, repositoryId, [{ branch, from: head, to: undefined }]);
  } catch (error) {
    if (error instanceof OutageError && (await readProposal(gitops, place)).head !== head) return;
    if (!(error instanceof RuleViolation)) throw error;
    if (pullRequest === undefined) return;
    await updatePullRequest(gitops, { pullRequestId: pullRequest.id, state: 'CLOSED' });
    const what = `${pullRequest.url} was closed, and its branch ${branch} stays: the rules of ${repository} forbid deleting it`;
    annotate('warning', 'proposal branch', `${what}: ${error.message}.`);
  }
}

/** Whether a proposal says what stands there already, or deploys what is not newer, or in spite of a hold. */
async function isPointless(
  { source }: Clients,
  options: SettleOptions,
  { outcome, file }: Settled,
  open: ValuesFile,
): Promise<boolean> {
  const isSameElsewhere = [...file.others].every(([path, text]) => open.others.get(path) === text);
  const isSame = open.text === file.text && (open.hold === undefined) === (file.hold === undefined);
  if (isSame && isSameElsewhere) return true;
  const byHand = readTrailer(open.headMessage, 'Operation') !== undefined;
  if (byHand) return false;
  if (outcome === 'held') return true;
  const { tagPrefix, sourceRepository: repository } = options;
  const commit = commitOf(tagOf(open, options), tagPrefix);
  if (commit === undefined) return false;
  const proposed = { ...options, commit, github: source, repository, allowUnknownDeployed: true };
  const { order } = await orderAgainst(tagOf(file, options), proposed);
  return order === 'older' || (order === 'same' && isSameElsewhere);
}
