import uPlot from 'uplot';
import { plural } from '../../plural.ts';
import type { DeploymentEvent } from '../data.ts';
import { isDeployment, isFailure, type Period } from '../statistics.ts';
import type { Colours } from './colours.ts';
import { day, type Plot, timeAxis, withRoom } from './figure.ts';

const BARS = { paths: uPlot.paths.bars?.({ size: [0.8, 40] }) ?? (() => null) };
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Plots deployments, rollbacks and failures as stacked bars. */
export function frequencyPlot(periods: readonly Period[], step: number, unit: string): Plot {
  const starts = periods.map(({ start }) => start);
  const counts = periods.map(({ events }) => countOnce(events));
  const stacked = [
    counts.map(({ deployed, back, failed }) => deployed + back + failed),
    counts.map(({ back, failed }) => back + failed),
    counts.map(({ failed }) => failed),
  ];
  const total = (key: keyof Count) => counts.reduce((sum, count) => sum + count[key], 0);
  return {
    title: `Deployments per ${unit}`,
    label: `Bars: ${plural(total('deployed'), 'deployment')}, ${plural(total('back'), 'rollback')} and ${plural(total('failed'), 'failure')} per ${unit}; the table of periods has the numbers.`,
    series: [
      { name: 'deployed', colour: 'deploy' },
      { name: 'rolled back', colour: 'rollback' },
      { name: 'failed', colour: 'failed' },
    ],
    data: [starts, ...stacked],
    describe: (index) => {
      const { deployed = 0, back = 0, failed = 0 } = counts[index] ?? {};
      return `${day(periods[index]?.start ?? 0)}: ${deployed} deployed, ${back} rolled back, ${failed} failed`;
    },
    options: (colours) => ({
      scales: {
        x: withRoom(starts, () => step * 0.6),
        y: { range: (_, __, max) => [0, Math.max(max * 1.05, 1)] },
      },
      axes: [timeAxis(colours), { ...timeAxis(colours), space: 30, incrs: STEPS, values: (_, splits) => splits }],
      series: [{}, bars(colours, 'deploy'), bars(colours, 'rollback'), bars(colours, 'failed')],
    }),
  };
}

interface Count {
  readonly deployed: number;
  readonly back: number;
  readonly failed: number;
}

/** Counts each event once: a failed one only as a failure. */
function countOnce(events: readonly DeploymentEvent[]): Count {
  const smooth = events.filter((event) => !isFailure(event));
  return {
    deployed: smooth.filter(isDeployment).length,
    back: smooth.filter(({ kind }) => kind === 'rollback').length,
    failed: events.length - smooth.length,
  };
}

function bars(colours: Colours, name: keyof Colours): uPlot.Series {
  return { stroke: colours[name], fill: colours[name], width: 0, ...BARS, points: { show: false } };
}
