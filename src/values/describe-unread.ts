import type { Values } from './yaml/values.ts';

/** Describes the rest of a file that is not valid YAML, with its line; empty if the whole file is valid. */
export function describeUnread({ unread, position }: Values): { line: number; message: string }[] {
  if (unread === undefined) return [];
  const [line = 1] = position(unread.offset).split(':').map(Number);
  const effect = unread.isLater
    ? 'Helm 3 ignores this document, and Helm 4 refuses the file'
    : 'Helm ignores the text from there to the end of the document';
  return [{ line, message: `line ${line} is not valid YAML: ${unread.message}. ${effect}.` }];
}
