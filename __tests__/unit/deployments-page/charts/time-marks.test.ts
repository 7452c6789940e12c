import { expect, test } from '@jest/globals';
import { timeMarks } from '../../../../src/deployments-page/charts/time-marks.ts';
import { splitByWeek } from '../../../../src/deployments-page/statistics.ts';
import { sampleEvent } from '../sample-data.ts';
import { SIZE } from './read-shape.ts';

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
