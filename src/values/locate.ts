import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { UserError } from '../errors.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import type { Values } from './parse.ts';

export interface Located {
  readonly scalar: Scalar;
  /** The pair that holds it; absent for an item of a sequence. */
  readonly pair?: Pair;
  readonly inFlow: boolean;
}

/**
 * The scalar at a path.
 * @throws UserError `values-key-missing`, or `values-key-unsupported` for what must not be edited in place
 */
export function locate(values: Values, path: KeyPath): Located {
  let node: unknown = values.document.contents;
  let pair: Pair | undefined;
  let inFlow = false;
  for (const [depth, step] of path.entries()) {
    const upTo = formatKeyPath(path.slice(0, depth)) || 'the file';
    if (isAlias(node)) throw unsupported(values, node, upTo, 'is an alias, so an edit would change its anchor');
    if (isMap(node)) {
      inFlow ||= node.flow === true;
      pair = findPair(values, node, step, path.slice(0, depth + 1));
      node = pair.value;
    } else if (isSeq(node)) {
      inFlow ||= node.flow === true;
      pair = undefined;
      if (typeof step !== 'number' || step >= node.items.length)
        throw missing(path.slice(0, depth + 1), upTo, [`[0]…[${node.items.length - 1}]`]);
      node = node.items[step];
    } else {
      throw missing(path.slice(0, depth + 1), upTo, []);
    }
  }
  if (pair !== undefined && node === null) {
    throw unsupported(values, pair.key as Node, formatKeyPath(path), 'has no colon, and so no place for a value');
  }
  const scalar = editable(values, node, path);
  return pair === undefined ? { scalar, inFlow } : { scalar, pair, inFlow };
}

function findPair(values: Values, map: YAMLMap, step: string | number, path: KeyPath): Pair {
  const pair = map.items.find((item) => keyOf(item) === String(step));
  if (pair !== undefined) return pair;
  const merge = map.items.find((item) => keyOf(item) === '<<');
  if (merge !== undefined) {
    throw unsupported(
      values,
      merge.key as Node,
      formatKeyPath(path),
      'is not written here: the mapping is filled by a merge key (<<)',
    );
  }
  throw missing(path, formatKeyPath(path.slice(0, -1)) || 'the file', map.items.map(keyOf));
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function editable(values: Values, node: unknown, path: KeyPath): Scalar {
  const at = formatKeyPath(path);
  if (isAlias(node)) throw unsupported(values, node, at, 'is an alias, so an edit would change its anchor');
  if (!isScalar(node)) {
    const kind = isMap(node) || isPair(node) ? 'a mapping' : 'a sequence';
    throw unsupported(values, node as Node, at, `is ${kind}, not a single value`);
  }
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')
    throw unsupported(values, node, at, 'is a block scalar (| or >)');
  const tag = node.tag;
  if (tag !== undefined && tag !== 'tag:yaml.org,2002:str') throw unsupported(values, node, at, `has the tag ${tag}`);
  return node;
}

function unsupported(values: Values, node: Node, path: string, why: string): UserError {
  return new UserError(
    'values-key-unsupported',
    `${path} at ${values.position(node.range?.[0] ?? 0)} ${why}.`,
    'Write the value out as a plain scalar at this key, by a commit of its own, or name another key.',
  );
}

function missing(path: KeyPath, parent: string, keys: readonly string[]): UserError {
  const there = keys.length === 0 ? `${parent} holds no keys` : `${parent} holds: ${keys.slice(0, 12).join(', ')}`;
  return new UserError(
    'values-key-missing',
    `The values file has no key ${formatKeyPath(path)} (${there}).`,
    'Correct the key, or add it to the file by a commit of its own: this action changes values and never adds keys.',
  );
}
