import { plural } from '../../plural.ts';
import type { DeploymentEvent } from '../data.ts';
import { isDeployment, isFailure, WEEK_S, type Week } from '../statistics.ts';
import { drawAxes, drawHints, heightScale, type Scale, weekScale } from './axes.ts';
import { picture, round, type Shape, type Size, shape } from './shape.ts';
import { formatDay } from './time-marks.ts';

interface Count {
  readonly deploy: number;
  readonly rollback: number;
  readonly failed: number;
}

const KINDS = ['failed', 'rollback', 'deploy'] as const;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
const MARKS = 4;

/** Draws deployments, rollbacks and failures of each week as stacked bars. */
export function frequencyChart(weeks: readonly Week[], size: Size): Shape {
  const counts = weeks.map(({ events }) => countOnce(events));
  const highest = Math.max(1, ...counts.map(({ deploy, rollback, failed }) => deploy + rollback + failed));
  const step = STEPS.find((each) => highest / each <= MARKS) ?? highest;
  const top = Math.ceil(highest / step) * step;
  const y = heightScale(size, (value) => value / top);
  const marks = Array.from({ length: top / step + 1 }, (_, index) => ({
    value: index * step,
    label: `${index * step}`,
  }));
  const total = (kind: keyof Count) => counts.reduce((sum, count) => sum + count[kind], 0);
  return picture(
    size,
    `Bars: ${plural(total('deploy'), 'deployment')}, ${plural(total('rollback'), 'rollback')} and ${plural(total('failed'), 'failure')} in ${plural(weeks.length, 'week')}. The table of weeks has the numbers.`,
    drawAxes(weeks, size, y, marks),
    ...drawBars(weeks, size, y, counts),
    drawHints(weeks, size, ({ start }, index) => describe(start, counts[index])),
  );
}

/** Counts each event once: a failed one only as a failure. */
function countOnce(events: readonly DeploymentEvent[]): Count {
  const smooth = events.filter((event) => !isFailure(event));
  return {
    deploy: smooth.filter(isDeployment).length,
    rollback: smooth.filter(({ kind }) => kind === 'rollback').length,
    failed: events.length - smooth.length,
  };
}

function drawBars(weeks: readonly Week[], size: Size, y: Scale, counts: readonly Count[]): Shape[] {
  const x = weekScale(weeks, size);
  return KINDS.map((kind, level) => {
    const bars = weeks.flatMap(({ start }, index) => {
      const count = counts[index];
      if (count === undefined || count[kind] === 0) return [];
      const below = KINDS.slice(0, level).reduce((sum, each) => sum + count[each], 0);
      const [left, right] = [x(start + WEEK_S * 0.12), x(start + WEEK_S * 0.88)];
      const bar = Math.min(right - left, 48);
      const from = round((left + right - bar) / 2);
      return [`M${from} ${y(below)}V${y(below + count[kind])}h${round(bar)}V${y(below)}z`];
    });
    return shape('path', { class: `fill ${kind}`, d: bars.join('') });
  });
}

function describe(start: number, count: Count | undefined): string {
  const { deploy = 0, rollback = 0, failed = 0 } = count ?? {};
  return `Week of ${formatDay(start)}: ${deploy} deployed, ${rollback} rolled back, ${failed} failed`;
}
