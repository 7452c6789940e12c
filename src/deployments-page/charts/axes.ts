import { WEEK_S, type Week } from '../statistics.ts';
import { MARGIN, type Mark, round, type Shape, type Size, shape } from './shape.ts';
import { timeMarks } from './time-marks.ts';

/** Maps a value to a position. */
export type Scale = (value: number) => number;

/** Returns the scale of the x axis: from the start of the first week to the end of the last one. */
export function weekScale(weeks: readonly Week[], { width }: Size): Scale {
  const [first, last] = [weeks[0]?.start ?? 0, (weeks.at(-1)?.start ?? 0) + WEEK_S];
  const perSecond = (width - MARGIN.left - MARGIN.right) / (last - first);
  return (seconds) => round(MARGIN.left + (seconds - first) * perSecond);
}

/** Returns the scale of the y axis, of values that are mapped to 0 (bottom) to 1 (top). */
export function heightScale({ height }: Size, part: Scale): Scale {
  const room = height - MARGIN.top - MARGIN.bottom;
  return (value) => round(height - MARGIN.bottom - part(value) * room);
}

/** Draws the lines and labels of the y axis, and the labels of the weeks. */
export function drawAxes(weeks: readonly Week[], size: Size, y: Scale, marks: readonly Mark[]): Shape {
  const x = weekScale(weeks, size);
  const { width, height } = size;
  const lines = marks.flatMap(({ value, label }) => [
    shape('line', { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value) }),
    shape('text', { x: MARGIN.left - 8, y: y(value) + 4, 'text-anchor': 'end' }, label),
  ]);
  const bottom = height - MARGIN.bottom;
  const dates = timeMarks(weeks, size).flatMap(({ value, label }) => [
    shape('line', { x1: x(value), x2: x(value), y1: bottom, y2: bottom + 4 }),
    shape('text', { x: x(value), y: bottom + 18, 'text-anchor': 'middle' }, label),
  ]);
  return shape('g', { class: 'axes' }, ...lines, ...dates);
}

/** Draws an invisible column for each week, whose text the browser shows on hover. */
export function drawHints(weeks: readonly Week[], size: Size, describe: (week: Week, index: number) => string): Shape {
  const x = weekScale(weeks, size);
  const height = size.height - MARGIN.top - MARGIN.bottom;
  const columns = weeks.map((week, index) => {
    const [left, right] = [x(week.start), x(week.start + WEEK_S)];
    const box = { x: left, y: MARGIN.top, width: round(right - left), height };
    return shape('rect', box, shape('title', {}, describe(week, index)));
  });
  return shape('g', { class: 'hints' }, ...columns);
}
