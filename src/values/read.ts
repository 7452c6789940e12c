import { isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml';
import type { KeyPath } from './key-path.ts';
import type { Values } from './parse.ts';

/**
 * Returns the value at a path as it is written (`1.10` stays `1.10`), and follows aliases and merge keys.
 * `null` for an empty value, `undefined` if the path does not lead to a scalar.
 */
export function readValue(values: Values, path: KeyPath): string | null | undefined {
  let node = resolve(values, values.document.contents);
  for (const step of path) {
    if (isMap(node)) {
      node = readKey(values, node, String(step));
    } else {
      node = isSeq(node) && typeof step === 'number' ? resolve(values, node.items[step]) : undefined;
    }
  }
  return textOf(values, node);
}

/** Returns the text of a scalar or of an alias to one, as `readValue` does. */
export function textOf(values: Values, written: unknown): string | null | undefined {
  const node = resolve(values, written);
  if (!isScalar(node)) return undefined;
  if (node.value === null || node.value === undefined) return null;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

function resolve(values: Values, node: unknown): unknown {
  return isAlias(node) ? node.resolve(values.document) : node;
}

/** Returns the value of a key: the last that is written or merged, as in Helm's parser. */
function readKey(values: Values, map: YAMLMap, key: string, seen = new Set<unknown>()): unknown {
  if (seen.has(map)) return undefined;
  seen.add(map);
  let found: unknown;
  for (const item of map.items) {
    if (!isScalar(item.key)) continue;
    if (String(item.key.value) === key) found = resolve(values, item.value) ?? found;
    else if (isMergeKey(item.key)) found = readMerged(values, item.value, key, seen) ?? found;
  }
  return found;
}

/** Returns the value of a key from one merged mapping or a list of them, of which the first wins. */
function readMerged(values: Values, merged: unknown, key: string, seen: Set<unknown>): unknown {
  const source = resolve(values, merged);
  for (const item of isSeq(source) ? source.items : [source]) {
    const map = resolve(values, item);
    const value = isMap(map) ? readKey(values, map, key, seen) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Returns whether a key is YAML's merge key, https://yaml.org/type/merge.html */
export function isMergeKey({ type, value }: Scalar): boolean {
  return type === 'PLAIN' && value === '<<';
}
