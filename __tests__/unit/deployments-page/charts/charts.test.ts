import { expect, test } from '@jest/globals';
import { frequencyChart } from '../../../../src/deployments-page/charts/frequency-chart.ts';
import type { Shape } from '../../../../src/deployments-page/charts/shape.ts';
import { timeMarks } from '../../../../src/deployments-page/charts/time-marks.ts';
import { timesChart } from '../../../../src/deployments-page/charts/times-chart.ts';
import { splitByWeek } from '../../../../src/deployments-page/statistics.ts';
import { sampleEvent } from '../sample-data.ts';

const SIZE = { width: 400, height: 200 };
const MEASURE = { key: 'mergeSeconds', name: 'from merge to commit', colour: 'deploy' } as const;

function all({ children }: Shape): Shape[] {
  return children.flatMap((child) => (typeof child === 'string' ? [] : [child, ...all(child)]));
}

function texts(chart: Shape, tag: string): string[] {
  return all(chart)
    .filter((shape) => shape.tag === tag)
    .map(({ children }) => children.join(''));
}

function path(chart: Shape | undefined, name: string): string {
  const found = chart === undefined ? [] : all(chart).filter(({ attributes }) => attributes.class === name);
  return String(found[0]?.attributes.d);
}

/** Deployments on three Mondays; the second week has none. */
const WEEKS = splitByWeek([
  sampleEvent({ at: '2026-03-16T12:00:00Z', mergeSeconds: 600 }),
  sampleEvent({ at: '2026-03-02T12:00:00Z', mergeSeconds: 60 }),
  sampleEvent({ at: '2026-03-02T13:00:00Z', mergeSeconds: 6_000 }),
  sampleEvent({ at: '2026-03-03T12:00:00Z', kind: 'rollback' }),
  sampleEvent({ at: '2026-03-04T12:00:00Z', kind: 'failed' }),
]);

test('the chart of frequency stacks each event once, and says its numbers in words', () => {
  const chart = frequencyChart(WEEKS, SIZE);
  expect(chart.attributes).toMatchObject({ role: 'img', viewBox: '0 0 400 200' });
  expect(chart.attributes['aria-label']).toMatch(/^Bars: 3 deployments, 1 rollback and 1 failure in 3 weeks\./);
  expect(texts(chart, 'title')).toEqual([
    'Week of Mar 2: 2 deployed, 1 rolled back, 1 failed',
    'Week of Mar 9: 0 deployed, 0 rolled back, 0 failed',
    'Week of Mar 16: 1 deployed, 0 rolled back, 0 failed',
  ]);
  // From the bottom (174) up: a failure, a rollback, two deployments.
  const heights = ['failed', 'rollback', 'deploy'].map((kind) =>
    path(chart, `fill ${kind}`).match(/M[\d.]+ (\d+)V(\d+)/),
  );
  expect(heights.map((height) => height?.slice(1))).toEqual([
    ['174', '133'],
    ['133', '92'],
    ['92', '10'],
  ]);
});

test('the chart of times has a point for each deployment, and a line for median and 90th percentile', () => {
  const chart = timesChart(WEEKS, SIZE, MEASURE);
  expect(chart?.attributes['aria-label']).toMatch(
    /^Points: 3 deployments, from merge to commit\. Lines: median and 90th/,
  );
  expect(path(chart, 'points deploy').match(/h0/g)).toHaveLength(3);
  expect(texts(chart as Shape, 'title')).toEqual([
    'Week of Mar 2: median 50 min 30 s, 90 % within 1 h 30 min',
    'Week of Mar 9: nothing known',
    'Week of Mar 16: median 10 min, 90 % within 10 min',
  ]);
  // Weeks without neighbours are dashes.
  expect(path(chart, 'line median deploy')).toMatch(/^M[\d.]+ [\d.]+H[\d.]+M[\d.]+ [\d.]+H[\d.]+$/);
  // Longer times are higher.
  const [median, p90] = ['median', 'p90'].map((name) =>
    Number(path(chart, `line ${name} deploy`).match(/ ([\d.]+)/)?.[1]),
  );
  expect(p90).toBeLessThan(median ?? 0);
});

test('neighbouring weeks are connected', () => {
  const events = ['2026-03-02', '2026-03-09', '2026-03-16'].map((day) =>
    sampleEvent({ at: `${day}T12:00:00Z`, mergeSeconds: 9 }),
  );
  expect(path(timesChart(splitByWeek(events), SIZE, MEASURE), 'line p90 deploy')).toMatch(/^M[^L]+L[^L]+L[^L]+$/);
});

test('no known time gives no chart', () => {
  expect(timesChart(splitByWeek([sampleEvent()]), SIZE, MEASURE)).toBeUndefined();
});

test('the time axis has a label per week, or per months if they do not fit', () => {
  const label = (first: string, last: string) =>
    timeMarks(splitByWeek([sampleEvent({ at: first }), sampleEvent({ at: last })]), SIZE).map((mark) => mark.label);
  expect(label('2026-03-02T00:00:00Z', '2026-03-16T00:00:00Z')).toEqual(['Mar 2', 'Mar 9', 'Mar 16']);
  expect(label('2025-11-20T00:00:00Z', '2026-03-16T00:00:00Z')).toEqual([
    'Dec 2025',
    'Jan 2026',
    'Feb 2026',
    'Mar 2026',
  ]);
  expect(label('2024-01-03T00:00:00Z', '2026-03-16T00:00:00Z')).toEqual(['Jan 2024', 'Jan 2025', 'Jan 2026']);
});
