import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { missing, unsupported } from './errors.ts';
import type { KeyPath } from './key-path.ts';
import type { Values } from './parse.ts';
import { isMergeKey } from './read.ts';

export interface Located {
  readonly scalar: Scalar;
  /** The key-value pair of the scalar; absent for an item of a sequence. */
  readonly pair?: Pair;
  readonly inFlow: boolean;
}

const OWN_TAGS: readonly (string | undefined)[] = [
  undefined,
  ...['str', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
];

/**
 * Returns the scalar at a path.
 * @throws UserError `values-key-missing`, or `values-key-unsupported` for a value that must not be edited in place
 */
export function locate(values: Values, path: KeyPath): Located {
  let node: unknown = values.document.contents;
  let pair: Pair | undefined;
  let inFlow = false;
  for (const [depth, step] of path.entries()) {
    rejectIndirect(values, node, path.slice(0, depth));
    inFlow ||= (isMap(node) || isSeq(node)) && node.flow === true;
    if (isMap(node)) {
      pair = findPair(values, node, path, depth);
      node = pair.value;
    } else if (isSeq(node)) {
      pair = undefined;
      if (typeof step !== 'number' || step >= node.items.length)
        throw missing(values, { path, depth, parent: node, keys: node.items.map((_, index) => `[${index}]`) });
      node = node.items[step];
    } else {
      throw missing(values, { path, depth, parent: node, keys: [] });
    }
  }
  if (pair !== undefined && node === null) {
    throw unsupported(values, pair.key as Node, path, 'has no colon, so there is no place for a value');
  }
  const scalar = editable(values, node, path);
  return pair === undefined ? { scalar, inFlow } : { scalar, pair, inFlow };
}

function findPair(values: Values, map: YAMLMap, path: KeyPath, depth: number): Pair {
  const alias = map.items.find(({ key }) => isAlias(key))?.key;
  if (isAlias(alias)) throw unsupported(values, alias, path, 'is beside a key that is an alias');
  const at = map.items.findIndex((item) => keyOf(item) === String(path[depth]));
  const merge = map.items.findLastIndex(isMerge);
  const [pair, merged] = [map.items[at], map.items[merge]];
  if (merged !== undefined && merge > at) {
    const how = pair === undefined ? 'is not written here but set' : 'may be overridden in Helm';
    throw unsupported(values, merged.key as Node, path, `${how} by a merge key (<<)`);
  }
  if (pair !== undefined) return pair;
  // `{a}` is a key without a value, or a value in the wrong place, which must not be shown.
  const keys = map.items.filter(({ value }) => value !== null).flatMap((item) => keyOf(item) ?? []);
  throw missing(values, { path, depth, parent: map, keys });
}

/** Returns whether a pair is a merge key. Helm's parser lets merged keys override those before the merge key. */
function isMerge({ key }: Pair): boolean {
  return isScalar(key) && isMergeKey(key);
}

function keyOf({ key }: Pair): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function editable(values: Values, node: unknown, path: KeyPath): Scalar {
  rejectIndirect(values, node, path);
  if (!isScalar(node)) {
    const kind = isMap(node) || isPair(node) ? 'a mapping' : 'a sequence';
    throw unsupported(values, node as Node, path, `is ${kind}, not a single value`);
  }
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')
    throw unsupported(values, node, path, 'is a block scalar (| or >)');
  return node;
}

/** Rejects an alias, because its text is elsewhere, and a tag, because it changes the meaning of the text. */
function rejectIndirect(values: Values, node: unknown, path: KeyPath): void {
  if (isAlias(node)) throw unsupported(values, node, path, 'is an alias, so an edit would change its anchor');
  const tag = (node as Node | null)?.tag;
  if (!OWN_TAGS.includes(tag)) throw unsupported(values, node as Node, path, `has the tag ${tag}`);
}
