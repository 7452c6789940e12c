import { info } from '@actions/core';
import { formatHold } from '../gitops/hold-file.ts';
import { renderReleases } from '../gitops/release-table.ts';
import { code, escapeText, link, row, shortenCommits, table } from '../markdown.ts';
import { plural } from '../plural.ts';
import { annotate } from '../runner/annotate.ts';
import { setOutputs } from '../runner/outputs.ts';
import { writeSummary } from '../runner/summary.ts';
import { formatAgo } from '../time.ts';
import type { StatusOptions } from './options.ts';
import type { Status } from './result.ts';

/** Writes outputs, warnings and summary. Drift and unknown facts are warnings, because the run itself did not fail. */
export async function reportStatus({ location }: StatusOptions['target'], status: Status): Promise<void> {
  const { tag, current, versions, hold, behind, drift, unknown, leftBehind, warnings } = status;
  annotateStatus(status);
  setOutputs({
    tag: tag ?? undefined,
    'deployed-at': current?.since,
    'commits-behind': behind?.toString(),
    held: String(hold !== undefined),
    drift: JSON.stringify(drift),
    unknown: JSON.stringify(unknown),
  });
  const rows = [
    row('Deployed', tag === null ? 'nothing' : code(tag)),
    ...(current === undefined
      ? []
      : [
          row('Since', `${formatAgo(current.since)}, by ${link(code(current.oid.slice(0, 7)), current.url)}`),
          row('Approved by', current.approvers.join(', ') || 'see the commit'),
          row('Digest', code(current.digest)),
        ]),
    row('Behind', formatBehind(behind)),
    row('Hold', hold === undefined ? 'none' : escapeText(formatHold(hold))),
    row('Values file', `${code(location.path)} in ${location.repository}`),
  ];
  info(`Deployed: ${tag ?? 'nothing'}, since ${current?.since ?? 'an unknown time'}. Behind: ${formatBehind(behind)}.`);
  const parts = [
    `## ${drift.length > 0 ? '⚠️' : unknown.length > 0 ? '❔' : '✅'} ${shortenCommits(tag ?? 'Nothing')} is deployed`,
    table(['', ''], rows),
    ...[...[...drift, ...leftBehind].map(({ message }) => message), ...warnings].map(
      (sentence) => `- ⚠️ ${code(sentence)}`,
    ),
    ...unknown.map(({ message }) => `- ❔ ${code(message)}`),
    ...(versions.length === 0 ? [] : ['### Versions to roll back to', renderReleases(versions)]),
  ];
  writeSummary('headline', parts.join('\n\n'));
}

function annotateStatus({ drift, unknown, leftBehind, warnings }: Status): void {
  for (const { message } of drift) annotate('warning', 'drift', message);
  for (const { message } of unknown) annotate('warning', 'could not check', message);
  for (const { message } of leftBehind) annotate('warning', 'other image still referenced', message);
  for (const sentence of warnings) annotate('warning', 'image expired', sentence);
}

function formatBehind(behind: number | undefined): string {
  if (behind === undefined) return 'not a commit of this branch';
  return behind === 0 ? 'nothing' : plural(behind, 'commit');
}
