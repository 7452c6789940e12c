import type { DeploymentEvent, PageData, PageFile } from './data.ts';
import { commonFolder, formatDuration, formatTime, pullRequestNumber, shortTag, UNKNOWN } from './format.ts';
import { type Html, html, link } from './html.ts';
import { countEvents } from './statistics.ts';

/** Period of the recent numbers. */
export const RECENT_DAYS = 30;

/** Renders the current deployment of each values file. */
export function runningTable(data: PageData): Html {
  const folder = commonFolder(data.files.map(({ path }) => path));
  const rows = data.files.map((file, index) => runningRow(data, file, index, folder));
  return html`<table>
<caption>The values files in ${folder || data.repository} as they are at ${data.head.slice(0, 7)}</caption>
<thead><tr>${['Values file', 'Version', 'Since (UTC)', 'Pull request', 'Approved by', 'State'].map(columnHead)}</tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

/** Renders the counts, times and results of each values file. */
export function numbersTable({ files, events, readAt }: PageData): Html {
  const byFile = Map.groupBy(events, ({ file }) => file);
  const folder = commonFolder(files.map(({ path }) => path));
  const since = Date.parse(readAt) - RECENT_DAYS * 86_400_000;
  const rows = files.map(({ path }, index) => {
    const own = byFile.get(index) ?? [];
    const recent = countEvents(own.filter(({ at }) => Date.parse(at) >= since));
    const { deployments, rollbacks, failures, holds, mergeSeconds, healthySeconds } = countEvents(own);
    const cells = [recent.deployments, deployments, rollbacks, failures, holds].map(numberCell);
    const times = [mergeSeconds, healthySeconds].map((seconds) => numberCell(formatDuration(seconds)));
    return html`<tr data-file="${index}"><th scope="row">${path.slice(folder.length)}</th>${cells}${times}</tr>\n`;
  });
  const heads = [
    `Deployments, ${RECENT_DAYS} days`,
    'Deployments, all',
    'Rollbacks',
    'Failures',
    'Holds',
    'Merge to commit, median',
    'Commit to Healthy, median',
  ];
  return html`<table>
<caption>Each values file in ${folder || 'the repository'} in numbers</caption>
<thead><tr>${columnHead('Values file')}${heads.map(numberHead)}</tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

function runningRow(data: PageData, file: PageFile, index: number, folder: string): Html {
  const current = file.current === undefined ? undefined : data.events[file.current];
  const { at, pullRequests = [], approvers = [] } = current ?? {};
  const requests = pullRequests.map((page) => html`${link(page, pullRequestNumber(page))} `);
  return html`<tr data-file="${index}">
<th scope="row">${link(`${data.repositoryUrl}/blob/${data.branch}/${file.path}`, file.path.slice(folder.length))}</th>
<td>${versionCell(data, file, current)}</td>
<td>${at === undefined ? UNKNOWN : html`<time datetime="${at}">${formatTime(at)}</time>`}</td>
<td>${requests.length === 0 ? UNKNOWN : requests}</td>
<td>${approvers.join(', ') || UNKNOWN}</td>
<td class="note">${stateCell(file, current)}</td>
</tr>
`;
}

function versionCell({ serverUrl }: PageData, { tag }: PageFile, current: DeploymentEvent | undefined): Html {
  if (tag === null) return html`${UNKNOWN}`;
  if (current?.source === undefined) return html`<code>${shortTag(tag)}</code>`;
  return html`<code>${link(`${serverUrl}/${current.source}/commit/${current.sourceCommit ?? ''}`, shortTag(tag))}</code>`;
}

function stateCell(file: PageFile, current: DeploymentEvent | undefined): Html {
  const { hold } = file;
  if (hold === undefined) return endingCell(file, current);
  return html`${endingCell(file, current)}<div><strong class="hold">‖ Held</strong> ${hold}</div>`;
}

function endingCell({ tag }: PageFile, current: DeploymentEvent | undefined): Html {
  if (tag === null) return html`no tag is set`;
  if (current === undefined) return html`<strong class="by-hand">✎ by hand</strong>`;
  const { ending = 'unknown', healthySeconds, error = '' } = current;
  if (ending === 'healthy') return html`<span class="healthy">✓ Healthy</span> after ${formatDuration(healthySeconds)}`;
  if (ending === 'failed') return html`<strong class="failed">✗ rollout failed</strong> ${error}`;
  return html`committed; rollout unknown`;
}

function columnHead(name: string): Html {
  return html`<th scope="col">${name}</th>`;
}

function numberHead(name: string): Html {
  return html`<th scope="col" class="number">${name}</th>`;
}

function numberCell(value: string | number): Html {
  return html`<td class="number">${value}</td>`;
}
