import { plural } from '../../plural.ts';
import type { DeploymentEvent } from '../data.ts';
import { formatDuration } from '../format.ts';
import { type Spread, secondsOf, spreadOf, WEEK_S, type Week } from '../statistics.ts';
import { drawAxes, drawHints, heightScale, type Scale, weekScale } from './axes.ts';
import { type Mark, picture, type Shape, type Size, shape } from './shape.ts';
import { formatDay } from './time-marks.ts';

/** The time to plot, and the class of its colour. */
export interface Measure {
  readonly key: 'mergeSeconds' | 'healthySeconds';
  readonly name: string;
  readonly colour: string;
}

/** Round durations in seconds, from a second to a year. */
const ROUND = [1, 10, 60, 600, 3_600, 36_000, 86_400, 604_800, 2_592_000, 31_536_000];

/**
 * Draws each deployment as a point, and the median and 90th percentile of each week as lines, on a logarithmic scale.
 * Returns `undefined` if no time is known.
 */
export function timesChart(weeks: readonly Week[], size: Size, { key, name, colour }: Measure): Shape | undefined {
  const spreads = weeks.map(({ events }) => spreadOf(events.flatMap((event) => event[key] ?? [])));
  const points = weeks.flatMap(({ events }) => events).filter((event) => event[key] !== undefined);
  if (points.length === 0) return undefined;
  const marks = listMarks(points.map((event) => atLeastOne(event[key])));
  const [low, high] = [marks[0]?.value ?? 1, marks.at(-1)?.value ?? 10];
  const y = heightScale(size, (value) => Math.log(atLeastOne(value) / low) / Math.log(high / low));
  return picture(
    size,
    `Points: ${plural(points.length, 'deployment')}, ${name}. Lines: median and 90th percentile of ${plural(weeks.length, 'week')}. The table of weeks has the numbers.`,
    drawAxes(weeks, size, y, marks),
    shape('path', { class: `points ${colour}`, d: drawPoints(points, key, weekScale(weeks, size), y) }),
    drawLine(weeks, spreads, size, y, { key: 'p90', name: `p90 ${colour}` }),
    drawLine(weeks, spreads, size, y, { key: 'median', name: `median ${colour}` }),
    drawHints(weeks, size, ({ start }, index) => describe(start, spreads[index])),
  );
}

/** Draws all points in one path: lines of no length, whose round ends show. */
function drawPoints(points: readonly DeploymentEvent[], key: Measure['key'], x: Scale, y: Scale): string {
  return points.map((event) => `M${x(secondsOf(event))} ${y(event[key] ?? 1)}h0`).join('');
}

/** Connects neighbouring weeks, leaves a gap where a week has no value, and draws a dash for a week between two gaps. */
function drawLine(
  weeks: readonly Week[],
  spreads: readonly (Spread | undefined)[],
  size: Size,
  y: Scale,
  { key, name }: { readonly key: keyof Spread; readonly name: string },
): Shape {
  const x = weekScale(weeks, size);
  const steps = spreads.map((spread, index) => {
    if (spread === undefined) return '';
    const [start, value] = [weeks[index]?.start ?? 0, y(spread[key])];
    const isJoined = spreads[index - 1] !== undefined;
    const isAlone = !isJoined && spreads[index + 1] === undefined;
    if (isAlone) return `M${x(start + WEEK_S * 0.2)} ${value}H${x(start + WEEK_S * 0.8)}`;
    return `${isJoined ? 'L' : 'M'}${x(start + WEEK_S / 2)} ${value}`;
  });
  return shape('path', { class: `line ${name}`, d: steps.join('') });
}

function listMarks(values: readonly number[]): Mark[] {
  const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const from = Math.max(
    0,
    ROUND.findLastIndex((mark) => mark <= least),
  );
  const until = ROUND.findIndex((mark) => mark > most);
  return ROUND.slice(from, until < 0 ? undefined : until + 1).map((value) => ({ value, label: formatDuration(value) }));
}

function atLeastOne(seconds: number | undefined): number {
  return Math.max(1, seconds ?? 1);
}

function describe(start: number, spread: Spread | undefined): string {
  const week = `Week of ${formatDay(start)}`;
  if (spread === undefined) return `${week}: nothing known`;
  return `${week}: median ${formatDuration(spread.median)}, 90 % within ${formatDuration(spread.p90)}`;
}
