import { expect, test } from '@jest/globals';
import type { Shape } from '../../../../src/deployments-page/charts/shape.ts';
import { timesChart } from '../../../../src/deployments-page/charts/times-chart.ts';
import { splitByWeek } from '../../../../src/deployments-page/statistics.ts';
import { sampleEvent } from '../sample-data.ts';
import { pathOf, SIZE, textsOf } from './read-shape.ts';
import { WEEKS } from './sample-weeks.ts';

const MEASURE = { key: 'mergeSeconds', name: 'from merge to commit', colour: 'deploy' } as const;

test('the chart of times has a point for each deployment, and a line for median and 90th percentile', () => {
  const chart = timesChart(WEEKS, SIZE, MEASURE);
  expect(chart?.attributes['aria-label']).toMatch(
    /^Points: 3 deployments, from merge to commit\. Lines: median and 90th/,
  );
  expect(pathOf(chart, 'points deploy').match(/h0/g)).toHaveLength(3);
  expect(textsOf(chart as Shape, 'title')).toEqual([
    'Week of Mar 2: median 50 min 30 s, 90 % within 1 h 30 min',
    'Week of Mar 9: nothing known',
    'Week of Mar 16: median 10 min, 90 % within 10 min',
  ]);
  // Weeks without neighbours are dashes.
  expect(pathOf(chart, 'line median deploy')).toMatch(/^M[\d.]+ [\d.]+H[\d.]+M[\d.]+ [\d.]+H[\d.]+$/);
  // Longer times are higher.
  const [median, p90] = ['median', 'p90'].map((name) =>
    Number(pathOf(chart, `line ${name} deploy`).match(/ ([\d.]+)/)?.[1]),
  );
  expect(p90).toBeLessThan(median ?? 0);
});

test('neighbouring weeks are connected', () => {
  const events = ['2026-03-02', '2026-03-09', '2026-03-16'].map((day) =>
    sampleEvent({ at: `${day}T12:00:00Z`, mergeSeconds: 9 }),
  );
  expect(pathOf(timesChart(splitByWeek(events), SIZE, MEASURE), 'line p90 deploy')).toMatch(/^M[^L]+L[^L]+L[^L]+$/);
});

test('no known time gives no chart', () => {
  expect(timesChart(splitByWeek([sampleEvent()]), SIZE, MEASURE)).toBeUndefined();
});
