import { frequencyChart } from '../charts/frequency-chart.ts';
import { type Measure, timesChart } from '../charts/times-chart.ts';
import type { DeploymentEvent } from '../data.ts';
import { splitByWeek, type Week } from '../statistics.ts';
import { element } from './element.ts';
import { Figure, type Legend } from './figure.ts';
import { weeksTable } from './weeks-table.ts';

const MEASURES: readonly (Measure & { readonly title: string })[] = [
  { key: 'mergeSeconds', name: 'from merge to commit', title: 'Merge to commit', colour: 'deploy' },
  { key: 'healthySeconds', name: 'from commit to Healthy', title: 'Commit to Healthy', colour: 'healthy' },
];

const FREQUENCY: Legend = [
  { sign: '■', colour: 'deploy', name: 'deployed' },
  { sign: '■', colour: 'rollback', name: 'rolled back' },
  { sign: '■', colour: 'failed', name: 'failed' },
];

/** The charts of events and their table, as wide as the page has room. */
export class Charts {
  readonly #parent: HTMLElement;
  readonly #chosen: HTMLSelectElement;
  #all: readonly Week[] = [];
  #figures: readonly Figure[] = [];

  /** @param chosen how many of the last weeks to show; all of them for an empty value */
  constructor(parent: HTMLElement, chosen: HTMLSelectElement) {
    this.#parent = parent;
    this.#chosen = chosen;
    chosen.addEventListener('change', () => this.#draw());
    new ResizeObserver(() => this.#fit()).observe(parent);
  }

  show(events: readonly DeploymentEvent[]): void {
    this.#all = splitByWeek(events);
    this.#draw();
  }

  #draw(): void {
    const weeks = this.#all.slice(-Number(this.#chosen.value));
    const wasOpen = this.#parent.querySelector('details')?.open ?? false;
    this.#figures = weeks.length === 0 ? [] : makeFigures(weeks);
    if (weeks.length === 0) {
      this.#parent.replaceChildren(element('p', {}, 'Nothing happened.'));
      return;
    }
    const table = weeksTable(weeks);
    table.open = wasOpen;
    this.#parent.replaceChildren(...this.#figures.map(({ root }) => root), table);
    this.#fit();
  }

  #fit(): void {
    for (const figure of this.#figures) figure.fit();
  }
}

function makeFigures(weeks: readonly Week[]): Figure[] {
  const times = MEASURES.map((measure) => {
    const legend = [
      { sign: '━', colour: measure.colour, name: 'median' },
      { sign: '╍', colour: measure.colour, name: '90th percentile' },
      { sign: '•', colour: measure.colour, name: 'one deployment' },
    ];
    return new Figure(measure.title, legend, (size) => timesChart(weeks, size, measure));
  });
  return [new Figure('Deployments per week', FREQUENCY, (size) => frequencyChart(weeks, size)), ...times];
}
