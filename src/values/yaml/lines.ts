/** Lone CR, NEL, LS and PS, which end a line for Helm's parser, but not for this one; https://yaml.org/spec/1.1/#id871136 */
const OTHER_LINE_END = /\r(?!\n)|[\u0085\u2028\u2029]/g;

/** Returns a text with the line ends of Helm's parser as line feeds. Offsets stay. */
export function unifyLineEnds(text: string): string {
  return text.replace(OTHER_LINE_END, '\n');
}

/** Returns line and column, both from 1, of an offset in UTF-16 units: `3:5`. */
export function positionIn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}
