import type { ValuesFileLocation } from '../github/gitops/values-file.ts';
import { formatHold } from '../gitops/hold-file.ts';
import { formatPullRequests, renderReleases } from '../gitops/release-table.ts';
import { code, escapeText, link, row, shortenCommits, table } from '../markdown.ts';
import { plural } from '../plural.ts';
import { formatAgo } from '../time.ts';
import type { NextDeployment } from './check-next.ts';
import type { Status, UndeployedCommit } from './result.ts';

/** Renders the job summary: what is deployed, what is wrong with it, the facts, the versions to roll back to. */
export function renderStatus(location: ValuesFileLocation, status: Status): string {
  const { versions, drift, unknown, leftBehind, warnings, next } = status;
  const faults = [
    ...[...[...drift, ...leftBehind].map(({ message }) => message), ...warnings].map(
      (sentence) => `- ⚠️ ${escapeText(sentence)}`,
    ),
    ...unknown.map(({ message }) => `- ❔ ${escapeText(message)}`),
  ];
  return [
    `## ${formatHeadline(status)}`,
    ...(faults.length === 0 ? [] : [faults.join('\n')]),
    ...renderNext(next),
    table(['Production', ''], renderFacts(location, status)),
    ...renderUndeployed(status.undeployed),
    ...(versions.length === 0 ? [] : ['### Versions to roll back to', renderReleases(versions)]),
  ].join('\n\n');
}

function formatHeadline({ tag, drift, unknown, hold, next }: Status): string {
  const sign = drift.length > 0 ? '⚠️' : unknown.length > 0 ? '❔' : '✅';
  const behind = next === undefined || next.count === 0 ? '' : `, ${countBehind(next)} behind`;
  const held = hold === undefined ? '' : ', and deployments are on hold';
  return `${sign} ${shortenCommits(tag ?? 'Nothing')} is deployed${behind}${held}`;
}

function renderFacts(location: ValuesFileLocation, { tag, current, hold, next }: Status): string[] {
  return [
    row('Deployed', tag === null ? 'nothing' : code(tag)),
    ...(current === undefined
      ? []
      : [
          row('Since', `${formatAgo(current.since)}, by ${link(code(current.oid.slice(0, 7)), current.url)}`),
          row('Pull request', formatPullRequests(current.pullRequests) || 'see the commit'),
          row('Approved by', current.approvers.join(', ') || 'see the commit'),
          row('Digest', code(current.digest)),
        ]),
    row('Behind', formatBehind(next)),
    row('Hold', hold === undefined ? 'none' : escapeText(formatHold(hold))),
    row('Values file', `${code(location.path)} in ${location.repository}`),
  ];
}

/** Returns the number of commits that are not deployed, in words. */
export function countBehind(next: NextDeployment | undefined): string {
  if (next === undefined) return 'not a commit of this branch';
  return next.count === 0 ? 'nothing' : plural(next.count, 'commit');
}

/** Returns how many commits are not deployed, and their approved pull requests. */
function formatBehind(next: NextDeployment | undefined): string {
  const approved = (next?.pullRequests ?? []).map(({ number, ...each }) => ({ ...each, number: String(number) }));
  return [countBehind(next), formatPullRequests(approved)].filter((part) => part !== '').join('<br>');
}

/** Returns the table of the commits that are not deployed. */
function renderUndeployed(commits: readonly UndeployedCommit[]): string[] {
  if (commits.length === 0) return [];
  const rows = commits.map(({ oid, headline, skipsWorkflows }) =>
    row(
      code(oid.slice(0, 7)),
      code(headline),
      skipsWorkflows ? '⚠️ its message starts no workflow: run `deploy` by hand' : '',
    ),
  );
  return ['### Merged, never deployed', table(['Commit', 'Message', ''], rows)];
}

/** Returns why the next deployment would be refused, for each commit. */
function renderNext(next: NextDeployment | undefined): string[] {
  const { refusals = [], unknown } = next ?? {};
  if (unknown !== undefined)
    return [`❔ Whether the next deployment would be refused is not known: ${escapeText(unknown)}`];
  if (refusals.length === 0) return [];
  const sentences = refusals.map((sentence) => `- ${escapeText(sentence)}`);
  return ['❌ **The next deployment would be refused:**', sentences.join('\n')];
}
