import { formatDuration } from '../format.ts';
import { countEvents, type Period } from '../statistics.ts';
import { element } from './element.ts';
import { day } from './figure.ts';

const HEADS = ['Deployments', 'Rollbacks', 'Failures', 'Holds', 'Merge to commit, median', 'Commit to Healthy, median'];

/** Returns the values of the plots as a table. */
export function periodsTable(periods: readonly Period[], unit: string): HTMLElement {
  const heads = HEADS.map((name) => element('th', { scope: 'col', class: 'number' }, name));
  const rows = periods.toReversed().map(({ start, events }) => {
    const { deployments, rollbacks, failures, holds, mergeSeconds, healthySeconds } = countEvents(events);
    const counts = [deployments, rollbacks, failures, holds].map(String);
    const cells = [...counts, formatDuration(mergeSeconds), formatDuration(healthySeconds)];
    const row = cells.map((text) => element('td', { class: 'number' }, text));
    return element('tr', {}, element('th', { scope: 'row' }, day(start)), ...row);
  });
  const title = `Values of the plots, by ${unit}`;
  const first = element('th', { scope: 'col' }, `From (${unit}, UTC)`);
  const table = element(
    'table',
    {},
    element('caption', {}, title),
    element('thead', {}, element('tr', {}, first, ...heads)),
    element('tbody', {}, ...rows),
  );
  const region = element('div', { class: 'scroll', role: 'region', 'aria-label': title, tabindex: '0' }, table);
  return element('details', {}, element('summary', {}, 'The plots as a table'), region);
}
