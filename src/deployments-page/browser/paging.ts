import { element } from './element.ts';

/** Number of rows on a page. */
const ROWS = 50;

/** The buttons that turn pages, and the position in words. */
export class Paging {
  readonly #changed: () => void;
  readonly #position = element('output', { 'aria-live': 'polite' });
  readonly #buttons = {
    first: this.#button('First', () => 0),
    before: this.#button('Previous', (page) => page - 1),
    next: this.#button('Next', (page) => page + 1),
    last: this.#button('Last', () => this.#pages - 1),
  };
  #length = 0;
  #page = 0;

  /** @param changed called when other rows are to be shown */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get elements(): readonly HTMLElement[] {
    return [...Object.values(this.#buttons), this.#position];
  }

  /** Returns the first row of the page, and the one after its last. */
  get range(): readonly [number, number] {
    return [this.#page * ROWS, Math.min(this.#length, (this.#page + 1) * ROWS)];
  }

  /** Shows the first page of so many rows. */
  restart(length: number): void {
    this.#length = length;
    this.#turn(0);
  }

  get #pages(): number {
    return Math.max(1, Math.ceil(this.#length / ROWS));
  }

  /** Returns a button that stays focusable on the last page, so that keyboard users keep their focus. */
  #button(name: string, turn: (page: number) => number): HTMLButtonElement {
    const button = element('button', { type: 'button' }, name);
    button.addEventListener('click', () => {
      const page = turn(this.#page);
      if (page >= 0 && page < this.#pages) this.#turn(page);
    });
    return button;
  }

  #turn(page: number): void {
    this.#page = page;
    this.#changed();
    const [from, until] = this.range;
    this.#position.textContent = this.#length === 0 ? 'nothing found' : `${from + 1}–${until} of ${this.#length}`;
    const { first, before, next, last } = this.#buttons;
    for (const button of [first, before]) button.setAttribute('aria-disabled', String(page === 0));
    for (const button of [next, last]) button.setAttribute('aria-disabled', String(page === this.#pages - 1));
  }
}
