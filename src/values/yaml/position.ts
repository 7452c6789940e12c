/** Returns line and column, both from 1, of an offset in UTF-16 units: `3:5`. */
export function positionIn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}
