import type { Values } from './yaml/values.ts';

/**
 * Describes the keys that mappings of a file have twice, each with the line of the second. Does not show the key: in
 * braces, such as `{{ x }}`, a value reads as a key, and it may be a secret.
 */
export function describeDuplicates({ duplicates, position }: Values): { line: number; message: string }[] {
  return duplicates.map(({ first, second }) => {
    const [line = 1, before] = [second, first].map((offset) => Number(position(offset).split(':')[0]));
    return { line, message: `line ${line} has the same key as line ${before}. Helm takes the last one.` };
  });
}

/** Describes the rest of a file that is not valid YAML, with its line; empty if the whole file is valid. */
export function describeUnread({ unread, position }: Values): { line: number; message: string }[] {
  if (unread === undefined) return [];
  const [line = 1] = position(unread.offset).split(':').map(Number);
  const effect = unread.isLater
    ? 'Helm 3 ignores this document, and Helm 4 refuses the file'
    : 'Helm ignores the text from there to the end of the document';
  return [{ line, message: `line ${line} is not valid YAML: ${unread.message}. ${effect}.` }];
}
