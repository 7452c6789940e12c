/** Lone CR, NEL, LS and PS, which end a line for Helm's parser, but not for this one; https://yaml.org/spec/1.1/#id871136 */
const OTHER_LINE_END = /\r(?!\n)|[\u0085\u2028\u2029]/g;

/** Returns a text with the line ends of Helm's parser as line feeds. Offsets stay. */
export function unifyLineEnds(text: string): string {
  return text.replace(OTHER_LINE_END, '\n');
}
