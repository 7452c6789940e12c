import { type Alias, isAlias, isMap, isScalar, isSeq, Scalar } from 'yaml';
import { openString } from '../block-text.ts';
import type { KeyPath } from '../key-path.ts';
import type { Values } from './values.ts';

export interface WrittenValue {
  /** The text that contains it: the file, or a block string of it. */
  readonly values: Values;
  readonly path: KeyPath;
  readonly node: Scalar | Alias;
}

/**
 * Yields every scalar and alias with its key path, in the order of the file. Block strings with YAML yield theirs.
 * @param style `any`: so do strings in other styles, in which no value can be edited
 */
export function* listScalars(
  values: Values,
  above: KeyPath = [],
  style: 'literal' | 'any' = 'literal',
): Generator<WrittenValue> {
  const { documents } = values;
  const roots = documents.map(({ contents }, index): [unknown, KeyPath] => [
    contents,
    documents.length === 1 ? above : [...above, index],
  ]);
  const pending = roots.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, path] = next;
    const inner =
      isScalar(node) && (style === 'any' || node.type === Scalar.BLOCK_LITERAL) ? openString(values, node) : undefined;
    if (inner !== undefined) yield* listScalars(inner, path, style);
    else if (isScalar(node) || isAlias(node)) yield { values, path, node };
    else for (const [step, child] of listChildren(node).toReversed()) pending.push([child, [...path, step]]);
  }
}

function listChildren(node: unknown): [string | number, unknown][] {
  if (isSeq(node)) return node.items.map((item, index) => [index, item]);
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => (isScalar(key) ? [[String(key.value), value]] : []));
}
