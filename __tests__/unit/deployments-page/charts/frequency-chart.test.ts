import { expect, test } from '@jest/globals';
import { frequencyChart } from '../../../../src/deployments-page/charts/frequency-chart.ts';
import { pathOf, SIZE, textsOf } from './read-shape.ts';
import { WEEKS } from './sample-weeks.ts';

test('the chart of frequency stacks each event once, and says its numbers in words', () => {
  const chart = frequencyChart(WEEKS, SIZE);
  expect(chart.attributes).toMatchObject({ role: 'img', viewBox: '0 0 400 200' });
  expect(chart.attributes['aria-label']).toMatch(/^Bars: 3 deployments, 1 rollback and 1 failure in 3 weeks\./);
  expect(textsOf(chart, 'title')).toEqual([
    'Week of Mar 2: 2 deployed, 1 rolled back, 1 failed',
    'Week of Mar 9: 0 deployed, 0 rolled back, 0 failed',
    'Week of Mar 16: 1 deployed, 0 rolled back, 0 failed',
  ]);
  // From the bottom (174) up: a failure, a rollback, two deployments.
  const heights = ['failed', 'rollback', 'deploy'].map((kind) =>
    pathOf(chart, `fill ${kind}`).match(/M[\d.]+ (\d+)V(\d+)/),
  );
  expect(heights.map((height) => height?.slice(1))).toEqual([
    ['174', '133'],
    ['133', '92'],
    ['92', '10'],
  ]);
});
