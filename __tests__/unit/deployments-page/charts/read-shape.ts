import type { Shape } from '../../../../src/deployments-page/charts/shape.ts';

export const SIZE = { width: 400, height: 200 };

/** Returns the texts of all elements of one kind. */
export function textsOf(chart: Shape, tag: string): string[] {
  return descendants(chart)
    .filter((shape) => shape.tag === tag)
    .map(({ children }) => children.join(''));
}

/** Returns the path with these classes. */
export function pathOf(chart: Shape | undefined, name: string): string {
  const found = chart === undefined ? [] : descendants(chart).filter(({ attributes }) => attributes.class === name);
  return String(found[0]?.attributes.d);
}

function descendants({ children }: Shape): Shape[] {
  return children.flatMap((child) => (typeof child === 'string' ? [] : [child, ...descendants(child)]));
}
