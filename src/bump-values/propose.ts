import { UserError } from '../errors.ts';
import { isProposed } from '../gates/checks/proposal.ts';
import { evaluateGates } from '../gates/evaluate.ts';
import type { ApprovedDeployment, GateVerdict, Stop } from '../gates/verdict.ts';
import { leaveQueue, mergeWhenReady, stopAutoMerge } from '../github/gitops/auto-merge.ts';
import { commitFiles } from '../github/gitops/commit-files.ts';
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
import type { Clients, DeploymentRequest, ValuesTarget } from '../gitops/request.ts';
import { recordWrite, type Write } from '../runner/side-effects.ts';
import { moveProposal } from './move-proposal.ts';
import type { Change } from './prepare-commit.ts';
import type { Commit } from './result.ts';
import { warnReplaced } from './warn-replaced.ts';
import { writePullRequest } from './write-pull-request.ts';

interface Gated {
  readonly verdicts: readonly GateVerdict[];
}

export type Proposed = Gated &
  (
    | Extract<Stop, { outcome: 'held' }>
    | { readonly outcome: 'skipped'; readonly previousTag: string }
    | { readonly outcome: 'proposed'; readonly commit?: Commit; readonly pullRequest?: OpenPullRequest }
  );

/**
 * Proposes a change with the pull request of its target, as one commit on the head that the gates saw. Updates an open
 * pull request in place. Each step looks at what exists, so a rerun continues where another run ended. Records each write,
 * in case a later one fails.
 * @throws GitHubError, among them `stale` and `rule-violation`; UserError `auto-merge-off`, `proposal-closed`
 */
export async function propose(
  clients: Clients,
  request: DeploymentRequest,
  approved: ApprovedDeployment,
  change: Omit<Change, 'values'>,
): Promise<Proposed> {
  const { target, delivery } = request;
  const { file: base } = approved;
  const place = proposalBranch(target, base.branch);
  const proposal = await readProposal(clients.gitops, place);
  rejectUnwanted(request, place, proposal, change);
  const open = proposal.isPending ? await readBranch(clients, target, place) : undefined;
  const isSame = open !== undefined && isProposed(change.files, open, target.location.path);
  const decision =
    open === undefined || isSame
      ? approved
      : await evaluateGates({ clients, request, file: base, proposal: open }, approved);
  const { verdicts } = decision;
  if (decision.outcome === 'held')
    return { outcome: 'held', previousTag: decision.previousTag, hold: decision.hold, verdicts };
  if (decision.outcome !== 'deployable') return { outcome: 'skipped', previousTag: decision.previousTag, verdicts };
  if (delivery.dryRun) return { outcome: 'proposed', verdicts };
  const commit = isSame ? ownCommit(open) : await publish(clients, proposal, { place, base, change });
  const pullRequest = await recordWrite({ ...byHalf(place), done: describeProposed }, () =>
    writePullRequest(clients.gitops, proposal, { place, change, isSame }),
  );
  const isWaiting = isSame && (pullRequest.autoMergeRequest !== null || pullRequest.isInMergeQueue);
  if (delivery.autoMerge && !isWaiting) {
    const { mergeMethod } = proposal;
    const merge = { pullRequestId: pullRequest.id, expectedHeadOid: commit.oid, mergeMethod };
    await mergeWhenReady(clients.gitops, { ...merge, headline: change.headline, body: change.body });
  }
  return { outcome: 'proposed', commit, pullRequest, verdicts };
}

/** @throws UserError `auto-merge-off`, `proposal-closed` */
function rejectUnwanted(
  { delivery, operation }: DeploymentRequest,
  place: ProposalBranch,
  proposal: Proposal,
  { headline }: Pick<Change, 'headline'>,
): void {
  if (delivery.autoMerge && !proposal.autoMergeAllowed) throw autoMergeOff(place);
  if (operation.kind === 'deploy' && proposal.closed?.title === headline) throw closedByPerson(proposal.closed.url);
}

/** Describes one write of several: it stays if a later one is rejected. */
function byHalf({ repository }: ProposalBranch): Write<unknown> {
  const half = `The proposal to ${repository} may be incomplete, and this run does not merge it. A rerun continues with it.`;
  return { mark: 'commit', unsure: half, done: () => half };
}

function describeProposed({ url }: OpenPullRequest): string {
  return `${url} proposes the deployment; production changes when it is merged.`;
}

/** Reads the files of the proposal's branch. */
export function readBranch({ gitops }: Clients, target: ValuesTarget, { branch }: ProposalBranch): Promise<ValuesFile> {
  return readTarget(gitops, { ...target, location: { ...target.location, branch } });
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

/** Commits on a staging branch: GitHub would close the pull request of a branch that is at its base for a moment. */
async function publish({ gitops }: Clients, proposal: Proposal, { place, base, change }: Publication): Promise<Commit> {
  const { head, staged, pullRequest } = proposal;
  const { repository, branch } = place;
  const staging = stagingBranch(branch);
  await warnReplaced(gitops, place, proposal);
  if (pullRequest?.isInMergeQueue === true) await leaveQueue(gitops, pullRequest.id);
  else if (pullRequest !== undefined && pullRequest.autoMergeRequest !== null)
    await stopAutoMerge(gitops, pullRequest.id);
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

function closedByPerson(url: string): UserError {
  return new UserError(
    'proposal-closed',
    `${url}, which proposed this deployment, was closed without a merge.`,
    'Reopen that pull request to deploy it, or merge a newer commit: a rerun of the same commit does not propose it again.',
  );
}

function autoMergeOff({ repository }: ProposalBranch): UserError {
  return new UserError(
    'auto-merge-off',
    `${repository} does not allow auto-merge.`,
    'Allow it in the settings of that repository (General, Pull Requests, Allow auto-merge), or remove auto-merge.',
  );
}
