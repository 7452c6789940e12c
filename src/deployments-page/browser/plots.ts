import type uPlot from 'uplot';
import type { DeploymentEvent } from '../data.ts';
import { periodSeconds, splitByPeriod } from '../statistics.ts';
import { readColours } from './colours.ts';
import { element } from './element.ts';
import { drawFigure } from './figure.ts';
import { frequencyPlot } from './frequency.ts';
import { periodsTable } from './periods-table.ts';
import { timesPlot } from './times.ts';

const DAY_S = 86_400;

/** The plots of events, in the current colours and width. */
export class Plots {
  readonly #parent: HTMLElement;
  #events: readonly DeploymentEvent[] = [];
  #drawn: readonly uPlot[] = [];

  constructor(parent: HTMLElement) {
    this.#parent = parent;
    new ResizeObserver(() => this.#fit()).observe(parent);
  }

  /** Newest first. */
  show(events: readonly DeploymentEvent[]): void {
    this.#events = events;
    this.redraw();
  }

  redraw(): void {
    const events = this.#events;
    for (const plot of this.#drawn) plot.destroy();
    this.#parent.replaceChildren();
    this.#drawn = [];
    const [step, periods] = [periodSeconds(events), splitByPeriod(events)];
    if (periods.length === 0) {
      this.#parent.append(element('p', {}, 'Nothing happened.'));
      return;
    }
    const unit = step === DAY_S ? 'day' : 'week';
    const plots = [frequencyPlot(periods, step, unit), timesPlot(events)].filter((plot) => plot !== undefined);
    const colours = readColours();
    this.#drawn = plots.map((plot) => drawFigure(this.#parent, colours, plot));
    this.#parent.append(periodsTable(periods, unit));
  }

  #fit(): void {
    for (const plot of this.#drawn) {
      const width = plot.root.parentElement?.clientWidth ?? plot.width;
      if (width !== plot.width && width > 0) plot.setSize({ width, height: plot.height });
    }
  }
}
