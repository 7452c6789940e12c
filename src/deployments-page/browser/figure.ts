import type { Shape, Size } from '../charts/shape.ts';
import { element } from './element.ts';

const SVG = 'http://www.w3.org/2000/svg';

export type Legend = readonly { readonly sign: string; readonly colour: string; readonly name: string }[];

/** Units of a chart in the font size of the page. */
const UNITS = 15;

/** A chart with its title and legend, which is drawn for the width that it has. */
export class Figure {
  readonly root: HTMLElement;
  readonly #canvas = element('div', { class: 'canvas' });
  readonly #chart: (size: Size) => Shape | undefined;
  #drawn = '';

  constructor(title: string, legend: Legend, chart: (size: Size) => Shape | undefined) {
    this.#chart = chart;
    const items = legend.map(({ sign, colour, name }) =>
      element('li', {}, element('b', { class: colour, 'aria-hidden': 'true' }, `${sign} `), name),
    );
    const list = element('ul', { class: 'legend' }, ...items);
    this.root = element('figure', {}, element('figcaption', {}, title), list, this.#canvas);
  }

  /** Draws the chart if the size of its place changed. */
  fit(): void {
    const unit = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / UNITS;
    const { clientWidth, clientHeight } = this.#canvas;
    const size = { width: Math.max(200, Math.floor(clientWidth / unit)), height: Math.floor(clientHeight / unit) };
    const key = `${size.width} ${size.height}`;
    if (key === this.#drawn) return;
    this.#drawn = key;
    const made = this.#chart(size);
    this.#canvas.replaceChildren(made === undefined ? element('p', {}, 'No times are known.') : draw(made));
  }
}

/** Creates the SVG element that a shape describes. */
function draw({ tag, attributes, children }: Shape): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children.map((child) => (typeof child === 'string' ? child : draw(child))));
  return made;
}
