import { updatePullRequest } from '../github/edit-pull-request.ts';
import { readProposal } from '../github/proposal.ts';
import { moveBranches } from '../github/update-refs.ts';
import type { ValuesFile } from '../github/values-file.ts';
import { orderAgainst } from './ancestry.ts';
import type { Bump, Bumped } from './commit-tag.ts';
import type { Clients, Settled } from './judge.ts';
import { tagOf } from './judge-proposal.ts';
import { readTrailer } from './message.ts';
import { notCommitted } from './not-committed.ts';
import { proposalBranch } from './proposal-branch.ts';
import { readBranch } from './propose.ts';

type SettleOptions = Pick<Bump, 'mode' | 'dryRun'> & Bump;

/** The result of a run that has nothing to commit; a proposal that this makes pointless is closed, its branch deleted. */
export async function settle(
  clients: Clients,
  options: Omit<SettleOptions, 'digest'>,
  verdict: Settled,
): Promise<Bumped> {
  if (options.mode === 'pull-request' && !options.dryRun) await closeProposal(clients, options, verdict);
  return notCommitted(verdict);
}

async function closeProposal(
  clients: Clients,
  options: Omit<SettleOptions, 'digest'>,
  verdict: Settled,
): Promise<void> {
  const { gitops } = clients;
  const place = proposalBranch(options, verdict.file.branch);
  const { repositoryId, head, pullRequest } = await readProposal(gitops, place);
  if (head === undefined) return;
  if (pullRequest !== undefined) {
    const open = await readBranch(clients, options, place);
    if (!(await isPointless(clients, options, verdict, open))) return;
    await updatePullRequest(gitops, { pullRequestId: pullRequest.id, state: 'CLOSED' });
  }
  await moveBranches(gitops, repositoryId, [{ branch: place.branch, from: head, to: undefined }]);
}

/** Whether a proposal says what stands there already, or deploys what is not newer, or in spite of a hold. */
async function isPointless(
  { source }: Clients,
  options: Omit<SettleOptions, 'digest'>,
  { outcome, file }: Settled,
  open: ValuesFile,
): Promise<boolean> {
  const isSame = open.text === file.text && (open.hold === undefined) === (file.hold === undefined);
  if (isSame) return true;
  const byHand = readTrailer(open.headMessage, 'Operation') !== undefined;
  if (byHand) return false;
  if (outcome === 'held') return true;
  const { tagPrefix, sourceRepository: repository } = options;
  const proposed = tagOf(open, options) ?? '';
  const deployed = tagOf(file, options);
  const commit = proposed.slice(tagPrefix.length);
  if (!proposed.startsWith(tagPrefix) || !/^[0-9a-f]{40}$/.test(commit)) return false;
  const order = await orderAgainst(deployed, {
    ...options,
    commit,
    github: source,
    repository,
    allowUnknownDeployed: true,
  });
  return order.order === 'same' || order.order === 'older';
}
