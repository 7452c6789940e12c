import type { DeploymentEvent, PageData } from '../data.ts';
import { type Column, listColumns } from './columns.ts';
import { element } from './element.ts';

/** Number of rows on a page. */
const ROWS = 50;

/** The history as pages, sortable by any column. */
export class HistoryTable {
  readonly #columns: readonly Column[];
  readonly #body = element('tbody');
  readonly #heads: readonly HTMLElement[];
  readonly #position = element('output', { 'aria-live': 'polite' });
  readonly #buttons: Readonly<Record<'first' | 'before' | 'next' | 'last', HTMLButtonElement>>;
  #events: readonly DeploymentEvent[] = [];
  #sorted: readonly DeploymentEvent[] = [];
  #page = 0;
  #by = 0;
  #isDescending = true;

  constructor(parent: HTMLElement, data: PageData) {
    this.#columns = listColumns(data);
    this.#heads = this.#columns.map((column, index) => this.#head(column, index));
    this.#buttons = {
      first: this.#button('First', () => 0),
      before: this.#button('Previous', (page) => page - 1),
      next: this.#button('Next', (page) => page + 1),
      last: this.#button('Last', () => this.#pages - 1),
    };
    const caption = element('caption', {}, 'History: events, their times and approvers');
    const table = element('table', {}, caption, element('thead', {}, element('tr', {}, ...this.#heads)), this.#body);
    const region = { class: 'scroll', role: 'region', 'aria-label': 'History, table', tabindex: '0' };
    const paging = element('div', { class: 'paging' }, ...Object.values(this.#buttons), this.#position);
    parent.append(paging, element('div', region, table));
  }

  /** Shows events, newest first. */
  show(events: readonly DeploymentEvent[]): void {
    this.#events = events;
    this.#sort();
  }

  get #pages(): number {
    return Math.max(1, Math.ceil(this.#sorted.length / ROWS));
  }

  #head({ name, sortBy, className = '' }: Column, index: number): HTMLElement {
    if (sortBy === undefined) return element('th', { scope: 'col', class: className }, name);
    const button = element('button', { type: 'button' }, name);
    button.addEventListener('click', () => {
      this.#isDescending = this.#by === index ? !this.#isDescending : true;
      this.#by = index;
      this.#sort();
    });
    return element('th', { scope: 'col', class: className }, button);
  }

  /** The button stays focusable on the last page, so that keyboard users keep their focus. */
  #button(name: string, turn: (page: number) => number): HTMLButtonElement {
    const button = element('button', { type: 'button' }, name);
    button.addEventListener('click', () => {
      const page = turn(this.#page);
      if (page < 0 || page >= this.#pages) return;
      this.#page = page;
      this.#draw();
    });
    return button;
  }

  #sort(): void {
    const key = this.#columns[this.#by]?.sortBy ?? (() => 0);
    const sign = this.#isDescending ? -1 : 1;
    const compare = (a: number | string, b: number | string) => (a < b ? -1 : a > b ? 1 : 0);
    this.#sorted = this.#events.toSorted((a, b) => sign * compare(key(a), key(b)));
    for (const [index, head] of this.#heads.entries()) {
      const order = this.#isDescending ? 'descending' : 'ascending';
      if (index === this.#by) head.setAttribute('aria-sort', order);
      else head.removeAttribute('aria-sort');
    }
    this.#page = 0;
    this.#draw();
  }

  #draw(): void {
    const from = this.#page * ROWS;
    const some = this.#sorted.slice(from, from + ROWS);
    this.#body.replaceChildren(...some.map((event) => this.#row(event)));
    const { length } = this.#sorted;
    this.#position.textContent = length === 0 ? 'nothing' : `${from + 1}–${from + some.length} of ${length}`;
    const { first, before, next, last } = this.#buttons;
    for (const button of [first, before]) button.setAttribute('aria-disabled', String(this.#page === 0));
    for (const button of [next, last]) button.setAttribute('aria-disabled', String(this.#page === this.#pages - 1));
  }

  #row(event: DeploymentEvent): HTMLElement {
    const cells = this.#columns.map(({ cell, className = '' }) => element('td', { class: className }, ...cell(event)));
    return element('tr', {}, ...cells);
  }
}
