import { formatSpread } from '../format.ts';
import { countEvents, type Week } from '../statistics.ts';
import { element } from './element.ts';
import { tableBody, tableHead, tableRegion, tableRow } from './table.ts';

const HEADS = [
  'Week of (UTC)',
  'Deployments',
  'Rollbacks',
  'Failures',
  'Holds',
  'Merge to commit: median, 90 %',
  'Commit to Healthy: median, 90 %',
];

/** Returns the values of the charts as a table. */
export function weeksTable(weeks: readonly Week[]): HTMLDetailsElement {
  const body = tableBody();
  for (const { start, events } of weeks.toReversed()) {
    const { deployments, rollbacks, failures, holds, merge, healthy } = countEvents(events);
    const day = new Date(start * 1000).toISOString().slice(0, 10);
    const values = [day, deployments, rollbacks, failures, holds, formatSpread(merge), formatSpread(healthy)];
    const cells = values.map((value, index) => ({ className: classOf(index), content: [String(value)] }));
    body.append(tableRow(HEADS, cells));
  }
  const heads = HEADS.map((name, index) => tableHead(name, classOf(index)));
  const region = tableRegion('Numbers of each week', heads, body);
  return element('details', {}, element('summary', {}, 'The charts as a table'), region);
}

function classOf(column: number): string {
  return column === 0 ? 'title' : 'number';
}
