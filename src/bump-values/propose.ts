import { UserError } from '../errors.ts';
import { evaluateProposal } from '../gates/open-proposal.ts';
import type { ProposalDecision } from '../gates/verdict.ts';
import { mergeWhenReady, stopAutoMerge } from '../github/gitops/auto-merge.ts';
import { commitFiles } from '../github/gitops/commit-files.ts';
import { createPullRequest, updatePullRequest } from '../github/gitops/edit-pull-request.ts';
import {
  type OpenPullRequest,
  type Proposal,
  type ProposalBranch,
  readProposal,
  stagingBranch,
} from '../github/gitops/proposal.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import { proposalBranch } from '../gitops/proposal-branch.ts';
import { readTarget } from '../gitops/read-target.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import { codeBlock } from '../markdown.ts';
import { recordWrite, type Write } from '../runner/side-effects.ts';
import { moveProposal } from './move-proposal.ts';
import type { Change } from './prepare-commit.ts';
import type { Commit } from './result.ts';

export interface ProposeOptions extends DeploymentRequest {
  readonly autoMerge: boolean;
  readonly dryRun: boolean;
}

export type Proposed =
  | Exclude<ProposalDecision, { outcome: 'same' | 'proposable' }>
  | { readonly outcome: 'proposed'; readonly commit?: Commit; readonly pullRequest?: OpenPullRequest };

/**
 * Proposes a change by the pull request of its target, which is updated in place: one commit on the head that the
 * guards saw. Each step looks at what stands there, so a rerun goes on where another run ended. Notes what stands
 * whatever fails after it.
 * @throws GitHubError, among them `stale` and `rule-violation`; UserError `auto-merge-off`
 */
export async function propose(
  clients: Clients,
  options: ProposeOptions,
  base: ValuesFile,
  change: Omit<Change, 'values'>,
): Promise<Proposed> {
  const place = proposalBranch(options, base.branch);
  const proposal = await readProposal(clients.gitops, place);
  if (options.autoMerge && !proposal.autoMergeAllowed) throw autoMergeOff(place);
  const open = proposal.isPending ? await readBranch(clients, options, place) : undefined;
  const verdict = open && (await evaluateProposal(clients, options, { base, open, files: change.files }));
  if (verdict?.outcome === 'skipped' || verdict?.outcome === 'held') return verdict;
  if (options.dryRun) return { outcome: 'proposed' };
  const isSame = open !== undefined && verdict?.outcome === 'same';
  const commit = isSame ? ownCommit(open) : await publish(clients, proposal, { place, base, change });
  const pullRequest = await recordWrite({ ...byHalf(place), done: describeProposed }, () =>
    writePullRequest(clients, proposal, { place, change, isSame }),
  );
  const waits = isSame && proposal.pullRequest?.autoMergeRequest !== null;
  if (options.autoMerge && !waits) {
    const { mergeMethod } = proposal;
    const request = { pullRequestId: pullRequest.id, expectedHeadOid: commit.oid, mergeMethod };
    await mergeWhenReady(clients.gitops, { ...request, headline: change.headline, body: change.body });
  }
  return { outcome: 'proposed', commit, pullRequest };
}

/** A write of several, which a refusal of a later one does not undo. */
function byHalf({ repository }: ProposalBranch): Write<unknown> {
  const half = `The proposal to ${repository} may be made by half, and is not merged by this run: a rerun goes on with it.`;
  return { mark: 'commit', unsure: half, done: () => half };
}

function describeProposed({ url }: OpenPullRequest): string {
  return `The deployment is proposed by ${url}; production changes with its merge.`;
}

/** The files as they stand on the proposal's branch. */
export function readBranch(
  clients: Clients,
  options: DeploymentRequest,
  { branch }: ProposalBranch,
): Promise<ValuesFile> {
  return readTarget(clients.gitops, { ...options, target: { ...options.target, branch } });
}

function ownCommit({ head, history }: ValuesFile): Commit {
  const url = history.find(({ oid }) => oid === head)?.url ?? history[0]?.url ?? '';
  return { oid: head, url };
}

interface Publication {
  readonly place: ProposalBranch;
  readonly base: ValuesFile;
  readonly change: Omit<Change, 'values'>;
}

/** A branch that stood on its base for a moment would close its pull request: the commit is made aside. */
async function publish({ gitops }: Clients, proposal: Proposal, { place, base, change }: Publication): Promise<Commit> {
  const { head, staged, pullRequest } = proposal;
  const { repository, branch } = place;
  const staging = stagingBranch(branch);
  if (pullRequest !== undefined && pullRequest.autoMergeRequest !== null) await stopAutoMerge(gitops, pullRequest.id);
  await recordWrite(byHalf(place), () =>
    moveProposal(gitops, place, proposal, [{ branch: staging, from: staged, to: base.head }]),
  );
  const { files, headline, body } = change;
  const commit = await commitFiles(gitops, {
    repository,
    branch: staging,
    expectedHead: base.head,
    files,
    headline,
    body,
  });
  await moveProposal(gitops, place, proposal, [
    { branch, from: head, to: commit.oid },
    { branch: staging, from: commit.oid, to: undefined },
  ]);
  return commit;
}

async function writePullRequest(
  { gitops }: Clients,
  { repositoryId, pullRequest }: Proposal,
  { place, change, isSame }: Omit<Publication, 'base'> & { readonly isSame: boolean },
): Promise<OpenPullRequest> {
  // As a block of code, what people typed neither mentions anybody nor closes an issue.
  const text = { title: change.headline, body: `${codeBlock('text', `${change.headline}\n\n${change.body}`)}\n` };
  const { base: baseRefName, branch: headRefName } = place;
  if (pullRequest === undefined) {
    return createPullRequest(gitops, { repositoryId, baseRefName, headRefName, ...text });
  }
  if (!isSame || text.title !== pullRequest.title)
    await updatePullRequest(gitops, { pullRequestId: pullRequest.id, ...text });
  return pullRequest;
}

function autoMergeOff({ repository }: ProposalBranch): UserError {
  return new UserError(
    'auto-merge-off',
    `${repository} does not allow auto-merge.`,
    'Allow it in the settings of that repository (General, Pull requests, Allow auto-merge), or leave out auto-merge.',
  );
}
