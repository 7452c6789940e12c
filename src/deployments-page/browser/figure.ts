import uPlot from 'uplot';
import type { Colours } from './colours.ts';
import { element } from './element.ts';

export interface Series {
  readonly name: string;
  readonly colour: keyof Colours;
}

export interface Plot {
  readonly title: string;
  /** Description for screen readers. */
  readonly label: string;
  readonly series: readonly Series[];
  readonly data: uPlot.AlignedData;
  /** Describes the values at one x. */
  readonly describe: (index: number) => string;
  readonly options: (colours: Colours) => Pick<uPlot.Options, 'scales' | 'axes' | 'series'>;
}

const HEIGHT = 260;

/** Draws a plot into a separate figure, as wide as its parent. */
export function drawFigure(parent: HTMLElement, colours: Colours, plot: Plot): uPlot {
  const { title, label, series, data, describe, options } = plot;
  const readout = element('div', { class: 'readout', 'aria-hidden': 'true' });
  const canvas = element('div', { role: 'img', 'aria-label': label });
  const legend = series.map(({ name, colour }) => {
    const sign = element('b', { class: colour, 'aria-hidden': 'true' }, '■ ');
    return element('li', {}, sign, element('span', {}, name));
  });
  parent.append(
    element(
      'figure',
      {},
      element('figcaption', {}, title),
      element('ul', { class: 'legend' }, ...legend),
      canvas,
      readout,
    ),
  );
  const setCursor = ({ cursor: { idx } }: uPlot) => {
    readout.textContent = idx === null || idx === undefined ? '' : describe(idx);
  };
  return new uPlot(
    {
      width: Math.max(canvas.clientWidth, 200),
      height: HEIGHT,
      padding: [8, 36, 0, 0],
      legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      hooks: { setCursor: [setCursor] },
      ...options(colours),
    },
    data,
    canvas,
  );
}

/** Days, months and years, as uPlot knows them from their length in seconds. */
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 90, 180, 365, 730, 1825].map((days) => days * 86_400);

/** Days on the x axis. */
export function timeAxis({ text, line }: Colours): uPlot.Axis {
  const values = (_: uPlot, splits: number[]) => splits.map((seconds) => day(seconds));
  return {
    stroke: text,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line },
    space: 100,
    incrs: STEPS_S,
    values,
  };
}

const HALF_A_DAY_S = 43_200;

/** Returns the range from the first to the last x with margins; for a single x, the day around it. */
export function withRoom(x: readonly number[], room: (span: number) => number): uPlot.Scale {
  const [first = 0, last = first] = [x[0], x.at(-1)];
  if (first === last) return { range: [first - HALF_A_DAY_S, last + HALF_A_DAY_S] };
  return { range: (_, min, max) => [min - room(max - min), max + room(max - min)] };
}

/** `2026-03-01`, of seconds since 1970. */
export function day(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
