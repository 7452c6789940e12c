import { type Alias, isAlias, isMap, isScalar, isSeq, type Scalar } from 'yaml';
import type { KeyPath } from '../key-path.ts';
import type { Values } from '../parse.ts';

export interface WrittenValue {
  readonly path: KeyPath;
  readonly node: Scalar | Alias;
}

/** Yields every scalar and alias with its key path, in the order of the file. */
export function* listScalars(values: Values): Generator<WrittenValue> {
  const pending: [unknown, KeyPath][] = [[values.document.contents, []]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, path] = next;
    if (isScalar(node) || isAlias(node)) yield { path, node };
    else for (const [step, child] of listChildren(node).toReversed()) pending.push([child, [...path, step]]);
  }
}

function listChildren(node: unknown): [string | number, unknown][] {
  if (isSeq(node)) return node.items.map((item, index) => [index, item]);
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => (isScalar(key) ? [[String(key.value), value]] : []));
}
