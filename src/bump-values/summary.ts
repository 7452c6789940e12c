import type { Proof } from '../approval/proof.ts';
import { formatHold } from '../gitops/hold-file.ts';
import type { DeploymentRequest, Operation } from '../gitops/request.ts';
import { code, escapeText, link, row, shortenCommits } from '../markdown.ts';
import type { BumpResult } from './result.ts';

type SummaryRequest = Pick<DeploymentRequest, 'operation' | 'version' | 'target' | 'delivery'>;

/** Formats the outcome as one sentence, for the log, the annotation and the summary's heading. */
export function formatOutcome(request: SummaryRequest, result: BumpResult): string {
  const { tag, commit } = request.version;
  switch (result.outcome) {
    case 'deployed':
      return formatDeployed(request);
    case 'proposed':
      return formatProposed(request, result);
    case 'unchanged':
      return result.previousTag === tag
        ? `${tag} is deployed already; nothing to do`
        : `${tag} has the content of ${result.previousTag}, which is deployed; nothing to do, and Airflow is not restarted`;
    case 'skipped':
      return `Skipped: ${result.previousTag} is ${result.isProposal ? 'proposed' : 'deployed'}, which is newer than ${commit.slice(0, 7)}; production stays as it is`;
    case 'held':
      return formatHeld(request, result);
    case 'superseded':
      return `Superseded: ${result.previousTag}, which is newer than ${commit.slice(0, 7)}, was deployed in the meantime`;
  }
}

function formatDeployed({ version: { tag }, delivery: { dryRun }, target, operation }: SummaryRequest): string {
  const also = { deploy: '', hold: '', rollback: ', with a hold', resume: ', and the hold is lifted' }[operation.kind];
  return dryRun
    ? `Dry run: ${tag} would be deployed${also}; nothing was changed`
    : `${tag} is committed to ${target.location.repository}${also}`;
}

function formatProposed(
  { version: { tag }, delivery: { dryRun }, target, operation }: SummaryRequest,
  { pullRequest }: { readonly pullRequest?: { readonly number: number } },
) {
  const what = operation.kind === 'hold' ? 'A hold' : tag;
  return dryRun
    ? `Dry run: ${what} would be proposed to ${target.location.repository}; nothing was changed`
    : `${what} is proposed to ${target.location.repository} by pull request #${pullRequest?.number}; it takes effect when that is merged`;
}

function formatHeld(
  { version: { tag }, delivery: { dryRun }, target, operation }: SummaryRequest,
  { written, previousTag }: BumpResult & { outcome: 'held' },
) {
  const file = `${target.location.path}.hold in ${target.location.repository}`;
  if (operation.kind !== 'hold') return `Held: ${file} stops all deployments; ${tag} was not deployed`;
  if (written === undefined) return `Held already by ${file}; nothing to do`;
  return dryRun
    ? `Dry run: ${file} would stop all deployments; nothing was changed`
    : `Held: ${file} stops all deployments from now on; ${previousTag ?? 'no tag'} stays deployed`;
}

/** Formats the facts of a deployment as rows of a Markdown table. */
export function formatFacts(
  { operation, target }: Pick<DeploymentRequest, 'operation' | 'target'>,
  result: BumpResult,
): string[] {
  if (result.outcome === 'held') {
    const { hold, written } = result;
    const commit = written === undefined ? [] : [formatCommit(written.commit)];
    return [...commit, row('Hold', escapeText(formatHold(hold)))];
  }
  if (!('proof' in result)) return [row(result.isProposal ? 'Proposed' : 'Deployed', code(result.previousTag))];
  const { commit, previousTag, proof, provedBy, pullRequest } = result;
  return [
    formatCommit(commit),
    ...(pullRequest === undefined ? [] : [row('Pull request', link(`#${pullRequest.number}`, pullRequest.url))]),
    row('Values file', `${code(target.location.path)} in ${target.location.repository}`),
    row('Before', previousTag === null ? 'no tag' : code(shortenCommits(previousTag))),
    ...(operation.kind === 'deploy' || operation.reason === undefined
      ? []
      : [row('Reason', escapeText(operation.reason))]),
    ...formatHoldChange(operation),
    ...(provedBy === undefined
      ? []
      : [row('Approved', `as ${link(code(provedBy.oid.slice(0, 7)), provedBy.url)} deployed it`)]),
    ...formatProofRows(proof),
  ];
}

/** Returns what the commit does to the hold; the headline of a finished rollout does not say it. */
function formatHoldChange({ kind }: Operation): string[] {
  if (kind === 'rollback') return [row('Hold', 'set: no later commit is deployed until a resume')];
  return kind === 'resume' ? [row('Hold', 'lifted')] : [];
}

function formatCommit(commit: { readonly oid: string; readonly url: string } | undefined): string {
  return row('GitOps commit', commit === undefined ? 'none (dry run)' : link(code(commit.oid.slice(0, 7)), commit.url));
}

function formatProofRows({ pullRequests, approvedAfterwards, notProved, brokenGlass }: Proof): string[] {
  const afterwards = approvedAfterwards.map((oid) => row('Approved afterwards', code(oid.slice(0, 7))));
  const missing = notProved === undefined ? [] : [row('⚠️ Not proved', notProved)];
  return [...formatBreakGlass(brokenGlass), ...formatApprovals(pullRequests), ...afterwards, ...missing];
}

function formatBreakGlass(broken: Proof['brokenGlass']): string[] {
  if (broken === undefined) return [];
  const unapproved = broken.commits.map(({ oid, headline }) => `${code(oid.slice(0, 7))} ${escapeText(headline)}`);
  return [
    row('🚨 Break-glass', `by @${broken.by}: ${escapeText(broken.reason)}`),
    row('🚨 Not approved', unapproved.join('<br>')),
  ];
}

function formatApprovals(pullRequests: Proof['pullRequests']): string[] {
  return pullRequests.map(({ number, url, title, head, approvals }) => {
    const who = approvals.map(({ author }) => `@${author}`).join(', ');
    return row('Approved', `${link(`#${number}`, url)} ${escapeText(title)}, by ${who} on ${code(head.slice(0, 7))}`);
  });
}
