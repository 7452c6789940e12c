import type { Shape } from '../charts/shape.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Creates the SVG element that a shape describes. */
export function draw({ tag, attributes, children }: Shape): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children.map((child) => (typeof child === 'string' ? child : draw(child))));
  return made;
}
