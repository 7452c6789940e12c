import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { KeyPath } from './key-path.ts';
import type { Values } from './parse.ts';

/**
 * The value at a path as the text that it is written as (`1.10` stays `1.10`); aliases are followed.
 * `null` for an empty value, `undefined` where the path ends before a scalar.
 */
export function readValue(values: Values, path: KeyPath): string | null | undefined {
  let node = resolve(values, values.document.contents);
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      node = resolve(values, pair?.value);
    } else {
      node = isSeq(node) && typeof step === 'number' ? resolve(values, node.items[step]) : undefined;
    }
  }
  return textOf(values, node);
}

/** The text of a scalar, or of the one that an alias stands for; as `readValue`. */
export function textOf(values: Values, written: unknown): string | null | undefined {
  const node = resolve(values, written);
  if (!isScalar(node)) return undefined;
  if (node.value === null || node.value === undefined) return null;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

function resolve(values: Values, node: unknown): unknown {
  return isAlias(node) ? node.resolve(values.document) : node;
}
