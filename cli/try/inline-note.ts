/** Returns the sentences of an annotation, without the link to its page. */
export function inlineNote(message: string): string {
  return message
    .split('\n')
    .filter((line) => !line.startsWith('More: '))
    .join(' ')
    .trim();
}
