import type uPlot from 'uplot';
import { plural } from '../../plural.ts';
import type { DeploymentEvent } from '../data.ts';
import { formatDuration, formatTime } from '../format.ts';
import { secondsOf } from '../statistics.ts';
import type { Colours } from './colours.ts';
import { type Plot, timeAxis, withRoom } from './figure.ts';

/** Round durations in seconds, from a second to a month. */
const MARKS = [1, 10, 60, 600, 3_600, 36_000, 86_400, 604_800, 2_592_000];

/** Margin before the first and after the last point, relative to the width. */
const ROOM = 0.02;

/** Plots the time of each deployment from merge to commit and from commit to Healthy, on a logarithmic scale. */
export function timesPlot(newestFirst: readonly DeploymentEvent[]): Plot | undefined {
  const events = newestFirst
    .filter(({ mergeSeconds, healthySeconds }) => mergeSeconds !== undefined || healthySeconds !== undefined)
    .toReversed();
  if (events.length === 0) return undefined;
  const times = events.map(secondsOf);
  const atLeastOne = (seconds: number | undefined) => (seconds === undefined ? null : Math.max(1, seconds));
  return {
    title: 'Deployment times',
    label: `Points: the times of ${plural(events.length, 'deployment')} from merge to commit and from commit to Healthy; the table of periods has their medians.`,
    series: [
      { name: 'merge to commit', colour: 'deploy' },
      { name: 'commit to Healthy', colour: 'healthy' },
    ],
    data: [
      times,
      events.map(({ mergeSeconds }) => atLeastOne(mergeSeconds)),
      events.map(({ healthySeconds }) => atLeastOne(healthySeconds)),
    ],
    describe: (index) => formatTimes(events[index]),
    options: (colours) => ({
      scales: {
        x: withRoom(times, (span) => span * ROOM),
        y: { distr: 3, range: (_, min, max) => [markBelow(min), markAbove(max)] },
      },
      axes: [
        timeAxis(colours),
        {
          ...timeAxis(colours),
          size: 64,
          splits: (_, __, min, max) => MARKS.filter((mark) => min <= mark && mark <= max),
          filter: (_, splits) => splits,
          values: (_, splits) => splits.map(formatDuration),
        },
      ],
      series: [{}, points(colours, 'deploy'), points(colours, 'healthy')],
    }),
  };
}

function formatTimes(event: DeploymentEvent | undefined): string {
  if (event === undefined) return '';
  const { at, mergeSeconds, healthySeconds } = event;
  return `${formatTime(at)}: merge to commit ${formatDuration(mergeSeconds)}, commit to Healthy ${formatDuration(healthySeconds)}`;
}

function markBelow(seconds: number): number {
  return MARKS.findLast((mark) => mark <= seconds) ?? 1;
}

function markAbove(seconds: number): number {
  return MARKS.find((mark) => mark > seconds) ?? seconds;
}

function points(colours: Colours, name: keyof Colours): uPlot.Series {
  const stroke = colours[name];
  return { stroke, paths: () => null, points: { show: true, size: 5, fill: stroke, width: 0 } };
}
