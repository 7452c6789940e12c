import { rankFiles } from './attention.ts';
import type { PageData } from './data.ts';
import { table } from './elements.ts';
import { formatDuration, formatSpread } from './format.ts';
import { type Html, html } from './html.ts';
import { countEvents, type Spread } from './statistics.ts';

/** Period of the recent numbers. */
const RECENT_DAYS = 30;
const HEADS = [
  'Team',
  `Deployments, ${RECENT_DAYS} days`,
  'Deployments, all',
  'Rollbacks',
  'Failures',
  'Holds',
  'Merge to commit: median, 90 %',
  'Commit to Healthy: median, 90 %',
];

/** Renders the numbers of the last days of all teams. */
export function tiles(data: PageData): Html {
  const { deployments, rollbacks, failures, merge, healthy } = countEvents(recentEvents(data, data.events));
  const urgent = rankFiles(data).filter(({ concerns }) => concerns.length > 0).length;
  const facts = [
    tile('need attention', `${urgent} of ${data.files.length}`),
    tile('deployments', deployments),
    tile('rollbacks', rollbacks),
    tile('failures', failures),
    timeTile('merge to commit', merge),
    timeTile('commit to Healthy', healthy),
  ];
  return html`<section class="recent" aria-labelledby="tiles-title"><h2 id="tiles-title">The last ${RECENT_DAYS} days</h2><dl class="tiles">${facts}</dl></section>`;
}

/** Renders the counts, times and results of each team. */
export function numbersTable(data: PageData): Html {
  const byFile = Map.groupBy(data.events, ({ file }) => file);
  const rows = data.files.map(({ name }, index) => {
    const own = byFile.get(index) ?? [];
    const recent = countEvents(recentEvents(data, own));
    const { deployments, rollbacks, failures, holds, merge, healthy } = countEvents(own);
    const counts = [recent.deployments, deployments, rollbacks, failures, holds];
    const values = [...counts, formatSpread(merge), formatSpread(healthy)];
    const cells = values.map((value, column) => numberCell(HEADS[column + 1] ?? '', value));
    return html`<tr role="row" data-file="${index}"><th scope="row" role="rowheader">${name}</th>${cells}</tr>\n`;
  });
  const heads = HEADS.map(
    (name, column) => html`<th scope="col" role="columnheader" class="${column === 0 ? '' : 'number'}">${name}</th>`,
  );
  return html`<section class="numbers" aria-labelledby="numbers-title"><h2 id="numbers-title">In numbers</h2>${table('Each team in numbers', heads, rows)}</section>`;
}

function recentEvents({ readAt }: PageData, events: PageData['events']) {
  const since = Date.parse(readAt) - RECENT_DAYS * 86_400_000;
  return events.filter(({ at }) => Date.parse(at) >= since);
}

function tile(name: string, value: string | number): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
}

function timeTile(name: string, spread: Spread | undefined): Html {
  const p90 = spread === undefined ? html`` : html`<dd class="p90">90 % within ${formatDuration(spread.p90)}</dd>`;
  return html`<div><dt>${name}, median</dt><dd>${formatDuration(spread?.median)}</dd>${p90}</div>\n`;
}

function numberCell(head: string, value: string | number): Html {
  return html`<td class="number" role="cell" data-label="${head}"><div>${value}</div></td>`;
}
