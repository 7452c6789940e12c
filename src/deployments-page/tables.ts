import type { DeploymentEvent, PageData, PageFile } from './data.ts';
import { type Html, html, link } from './html.ts';
import { countEvents } from './statistics.ts';
import { pullRequestNumber, shortTag, tellSeconds, tellTime, UNKNOWN } from './words.ts';

export const RECENT_DAYS = 30;

/** What each values file deploys now. */
export function runningTable(data: PageData): Html {
  const rows = data.files.map((file, index) => runningRow(data, file, index));
  return html`<table>
<caption>What runs where: the values files of ${data.repository} at ${data.head.slice(0, 7)}</caption>
<thead><tr>${['Values file', 'Version', 'Since (UTC)', 'Pull request', 'Approved by', 'State'].map(columnHead)}</tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

/** How often each was deployed, how long it took and how it ended. */
export function numbersTable({ files, events, readAt }: PageData): Html {
  const byFile = Map.groupBy(events, ({ file }) => file);
  const since = Date.parse(readAt) - RECENT_DAYS * 86_400_000;
  const rows = files.map(({ path }, index) => {
    const own = byFile.get(index) ?? [];
    const recent = countEvents(own.filter(({ at }) => Date.parse(at) >= since));
    const { deployments, rollbacks, failures, holds, mergeSeconds, healthySeconds } = countEvents(own);
    const cells = [recent.deployments, deployments, rollbacks, failures, holds].map(numberCell);
    const times = [mergeSeconds, healthySeconds].map((seconds) => numberCell(tellSeconds(seconds)));
    return html`<tr data-file="${index}"><th scope="row">${path}</th>${cells}${times}</tr>\n`;
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
<caption>How it goes: each values file in numbers</caption>
<thead><tr>${columnHead('Values file')}${heads.map(numberHead)}</tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

function runningRow(data: PageData, file: PageFile, index: number): Html {
  const current = file.current === undefined ? undefined : data.events[file.current];
  const { at, pullRequests = [], approvers = [] } = current ?? {};
  const requests = pullRequests.map((page) => html`${link(page, pullRequestNumber(page))} `);
  return html`<tr data-file="${index}">
<th scope="row">${link(`${data.repositoryUrl}/blob/${data.branch}/${file.path}`, file.path)}</th>
<td>${tellVersion(data, file, current)}</td>
<td>${at === undefined ? UNKNOWN : html`<time datetime="${at}">${tellTime(at)}</time>`}</td>
<td>${requests.length === 0 ? UNKNOWN : requests}</td>
<td>${approvers.join(', ') || UNKNOWN}</td>
<td>${tellState(file, current)}</td>
</tr>
`;
}

function tellVersion({ serverUrl }: PageData, { tag }: PageFile, current: DeploymentEvent | undefined): Html {
  if (tag === null) return html`${UNKNOWN}`;
  if (current?.source === undefined) return html`<code>${shortTag(tag)}</code>`;
  return html`<code>${link(`${serverUrl}/${current.source}/commit/${current.sourceCommit ?? ''}`, shortTag(tag))}</code>`;
}

function tellState({ tag, hold }: PageFile, current: DeploymentEvent | undefined): Html {
  const holds =
    hold === undefined ? [] : [html`<strong class="hold">⏸ Held</strong> ${hold.trim().replace(/\s*\n\s*/g, ' · ')} `];
  if (tag === null) return html`${holds}no tag is set`;
  if (current === undefined) return html`${holds}<strong class="by-hand">✎ by hand</strong>`;
  const endings = {
    healthy: html`<span class="deploy">✓ Healthy</span> after ${tellSeconds(current.healthySeconds)}`,
    failed: html`<strong class="failed">✗ rollout failed</strong> ${current.error ?? ''}`,
    unknown: html`committed; whether it runs was not recorded`,
  };
  return html`${holds}${endings[current.ending ?? 'unknown']}`;
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
