import { info } from '@actions/core';
import { annotate } from '../action/annotate.ts';
import { setOutputs } from '../action/outputs.ts';
import { writeSummary } from '../action/summary.ts';
import { code, row } from '../action/table.ts';
import { formatHold } from '../bump-values/hold-file.ts';
import { renderVersions } from '../bump-values/render-versions.ts';
import type { Status, StatusOptions } from './status.ts';

/** Outputs, warnings and the summary. What has drifted, or was not seen, is a warning: nothing here failed. */
export async function reportStatus({ target }: StatusOptions, status: Status): Promise<void> {
  const { tag, current, versions, hold, behind, drift, unknown, warnings } = status;
  for (const sentence of drift) annotate('warning', 'drift', sentence);
  for (const sentence of unknown) annotate('warning', 'not seen', sentence);
  for (const sentence of warnings) annotate('warning', 'lifecycle', sentence);
  setOutputs({
    tag: tag ?? undefined,
    since: current?.since,
    behind: behind?.toString(),
    held: String(hold !== undefined),
    drift: JSON.stringify(drift),
    unknown: JSON.stringify(unknown),
  });
  const rows = [
    row('Deployed', tag === null ? 'nothing' : code(tag)),
    ...(current === undefined
      ? []
      : [
          row('Since', `${current.since}, by [${code(current.oid.slice(0, 7))}](${current.url})`),
          row('Approved by', current.approvers.join(', ') || 'see the commit'),
          row('Digest', code(current.digest)),
        ]),
    row('Behind', tellBehind(behind)),
    row('Hold', hold === undefined ? 'none' : code(formatHold(hold))),
    row('Values file', `${code(target.path)} in ${target.repository}`),
  ];
  info(`${tag ?? 'nothing'} is deployed since ${current?.since ?? 'an unknown time'}, ${tellBehind(behind)} behind.`);
  const parts = [
    `## ${drift.length > 0 ? '⚠️' : unknown.length > 0 ? '❔' : '✅'} ${tag ?? 'Nothing'} is deployed`,
    ['|   |   |', '|---|---|', ...rows].join('\n'),
    ...[...drift, ...warnings].map((sentence) => `- ⚠️ ${code(sentence)}`),
    ...unknown.map((sentence) => `- ❔ ${code(sentence)}`),
    ...(versions.length === 0 ? [] : ['### Versions to go back to', renderVersions(versions)]),
    '',
  ];
  await writeSummary(parts.join('\n\n'));
}

function tellBehind(behind: number | undefined): string {
  if (behind === undefined) return 'not a commit of this branch';
  return behind === 0 ? 'nothing' : `${behind} ${behind === 1 ? 'commit' : 'commits'}`;
}
