import type { DeploymentEvent, PageData } from '../data.ts';
import { Search } from '../search.ts';
import { type Column, listColumns } from './columns.ts';
import { element } from './element.ts';
import { Paging } from './paging.ts';
import { tableBody, tableHead, tableRegion, tableRow } from './table.ts';

/** The history as pages, searchable, and sortable by some columns. */
export class HistoryTable {
  readonly #columns: readonly Column[];
  readonly #names: readonly string[];
  readonly #body = tableBody();
  readonly #heads: readonly HTMLElement[];
  readonly #search: Search;
  readonly #field = element('input', { type: 'search', placeholder: 'Team, pull request, person, version, reason …' });
  readonly #paging = new Paging(() => this.#draw());
  #events: readonly DeploymentEvent[] = [];
  #sorted: readonly DeploymentEvent[] = [];
  #by = 0;
  #isDescending = true;

  constructor(parent: HTMLElement, data: PageData) {
    this.#columns = listColumns(data);
    this.#names = this.#columns.map(({ name }) => name);
    this.#heads = this.#columns.map((column, index) => this.#head(column, index));
    this.#search = new Search(data);
    this.#field.addEventListener('input', () => this.#sort());
    const label = element('label', { class: 'search' }, 'Search ', this.#field);
    const region = tableRegion('Deployments, holds and failures', this.#heads, this.#body);
    parent.append(element('div', { class: 'paging' }, label, ...this.#paging.elements), region);
  }

  /** Shows events, newest first. */
  show(events: readonly DeploymentEvent[]): void {
    this.#events = events;
    this.#sort();
  }

  #head({ name, sortBy, className = '' }: Column, index: number): HTMLElement {
    if (sortBy === undefined) return tableHead(name, className);
    const button = element('button', { type: 'button' }, name);
    button.addEventListener('click', () => {
      this.#isDescending = this.#by === index ? !this.#isDescending : true;
      this.#by = index;
      this.#sort();
    });
    return tableHead(button, className);
  }

  #sort(): void {
    const key = this.#columns[this.#by]?.sortBy ?? (() => 0);
    const sign = this.#isDescending ? -1 : 1;
    const compare = (a: number | string, b: number | string) => (a < b ? -1 : a > b ? 1 : 0);
    const found = this.#search.find(this.#events, this.#field.value);
    this.#sorted = found.toSorted((a, b) => sign * compare(key(a), key(b)));
    for (const [index, head] of this.#heads.entries()) {
      if (index === this.#by) head.setAttribute('aria-sort', this.#isDescending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    this.#paging.restart(found.length);
  }

  #draw(): void {
    const [from, until] = this.#paging.range;
    const rows = this.#sorted.slice(from, until).map((event) => this.#row(event));
    this.#body.replaceChildren(...rows);
  }

  #row(event: DeploymentEvent): HTMLElement {
    const cells = this.#columns.map(({ cell, className = '' }) => ({ className, content: cell(event) }));
    return tableRow(this.#names, cells);
  }
}
