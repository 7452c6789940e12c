/** An SVG element as data. The script of the page creates it, because the page's policy allows no markup in scripts. */
export interface Shape {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Shape | string)[];
}

/** A labelled value of an axis. */
export interface Mark {
  readonly value: number;
  readonly label: string;
}

export function shape(tag: string, attributes: Shape['attributes'], ...children: readonly (Shape | string)[]): Shape {
  return { tag, attributes, children };
}

/** Returns an image of its own for screen readers, which say only its label. */
export function picture({ width, height }: Size, label: string, ...children: readonly Shape[]): Shape {
  return shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label }, ...children);
}

/** Size of a chart. A unit is a fifteenth of the page's font size, so that a chart grows with the font. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Space around the plotted area, for the labels of the axes. */
export const MARGIN = { left: 52, right: 12, top: 10, bottom: 26 } as const;

/** Returns a number with one decimal, which is less than a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
