import { isMap, isScalar, type Pair, type Range } from 'yaml';
import type { KeyPath } from './key-path.ts';
import type { Values } from './parse.ts';

/** An entry of a block mapping, and the whole lines that it takes: from its key up to the next key that is not in it. */
export interface Entry {
  readonly pair: Pair;
  readonly start: number;
  readonly end: number;
  /** Steps of a key path that lead to the mapping with the entry. */
  readonly depth: number;
}

/** An entry of this share of a text is parsed twice sooner than the text is once. */
const MAX_SHARE = 1 / 8;

/** The outermost entry on the way along a key path that is a small share of the text; `undefined` when there is none. */
export function findEntry(values: Values, path: KeyPath): Entry | undefined {
  const { text, document } = values;
  let node: unknown = document.contents;
  let end = text.length;
  for (const [depth, step] of path.entries()) {
    if (!isMap(node) || node.flow === true) return undefined;
    const index = node.items.findIndex(({ key }) => isScalar(key) && String(key.value) === String(step));
    const [pair, next] = [node.items[index], node.items[index + 1]];
    const start = pair && lineOfKey(text, pair);
    const after = next === undefined ? end : lineOfKey(text, next);
    if (pair === undefined || start === undefined || after === undefined) return undefined;
    if (after - start <= text.length * MAX_SHARE) return { pair, start, end: after, depth };
    [node, end] = [pair.value, after];
  }
  return undefined;
}

/** The offset of the line on which a key stands; `undefined` when anything but spaces stands before it. */
function lineOfKey(text: string, { key }: Pair): number | undefined {
  if (!isScalar(key)) return undefined;
  const [start] = key.range as Range;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return /^ *$/.test(text.slice(line, start)) ? line : undefined;
}
