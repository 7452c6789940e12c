import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { openString } from './block-text.ts';
import { chooseDocument, describeDocument } from './documents.ts';
import { missing, unsupported } from './errors.ts';
import { isObject } from './is-object.ts';
import { describeItems, findItems } from './items.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import { duplicated } from './parse.ts';
import { hasPath, hidesPath, isMergeKey } from './read.ts';
import type { Values } from './yaml/values.ts';

export interface Located {
  /** The text that contains the scalar: the file, or a block string of it. */
  readonly values: Values;
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
 * @param from the first step in this text
 * @throws UserError `values-key-missing`, or `values-key-unsupported` for a value that must not be edited in place
 */
export function locate(values: Values, path: KeyPath, from = 0): Located {
  const { root, depth: first } = enterDocument(values, path, from);
  let node = root;
  let pair: Pair | undefined;
  let inFlow = false;
  for (let depth = first; depth < path.length; depth += 1) {
    rejectIndirect(values, node, path.slice(0, depth));
    inFlow ||= (isMap(node) || isSeq(node)) && node.flow === true;
    if (isMap(node)) {
      pair = findPair(values, node, path, depth);
      node = pair.value;
    } else if (isSeq(node)) {
      pair = undefined;
      node = node.items[findItem(values, node, path, depth)];
    } else {
      return locate(enterString(values, node, path, depth), path, depth);
    }
  }
  if (pair !== undefined && node === null) {
    throw unsupported(values, pair.key as Node, path, 'has no colon, so there is no place for a value');
  }
  const scalar = editable(values, node, path);
  return pair === undefined ? { values, scalar, inFlow } : { values, scalar, pair, inFlow };
}

/** Returns the root of the document that has the path. Helm 3 reads only the first document of its values; Helm 4 merges all. */
function enterDocument(values: Values, path: KeyPath, from: number): { root: unknown; depth: number } {
  const { documents } = values;
  const chosen = chooseDocument(values, path, from, (document) => hasPath(values, document, path, from));
  if (!('document' in chosen)) {
    const { candidates } = chosen;
    const names = documents.map((document) => describeDocument(values, document));
    if (candidates.length === 0) throw missing(values, { path, depth: from, parent: null, keys: names });
    const why = `is in ${candidates.length} documents (${candidates.map((one) => describeDocument(values, one)).join(', ')}); begin the key with one of them`;
    throw unsupported(values, 0, path, why);
  }
  const { document, depth } = chosen;
  const root: unknown = document.contents;
  const at = documents.indexOf(document);
  if (at > 0 && !isObject(document))
    throw unsupported(values, root as Node, path, 'is not in the first document, and Helm 3 reads only that one');
  const hiding = isObject(document)
    ? -1
    : documents.findIndex((each, index) => index > at && hidesPath(values, each, path, from));
  if (hiding > 0) {
    const why = `is in the first document, but document ${hiding + 1} sets a key above it, and Helm 4 takes that one`;
    throw unsupported(values, root as Node, path, why);
  }
  return { root, depth: from + depth };
}

/** Returns the YAML in a block string. Only that style (`|`) keeps each line of it as it is written. */
function enterString(values: Values, node: unknown, path: KeyPath, depth: number): Values {
  const inner = isScalar(node) ? openString(values, node) : undefined;
  if (!isScalar(node) || inner === undefined) throw missing(values, { path, depth, parent: node, keys: [] });
  if (node.type === Scalar.BLOCK_LITERAL) return inner;
  const style = node.type === Scalar.BLOCK_FOLDED ? 'a folded string (>)' : 'a string in quotes';
  throw unsupported(
    values,
    node,
    path.slice(0, depth),
    `is ${style} that contains YAML; write it as a block string (|)`,
  );
}

function findItem(values: Values, list: YAMLSeq, path: KeyPath, depth: number): number {
  const step = path[depth] ?? 0;
  const [at, other] = findItems(list, step);
  if (at === undefined) throw missing(values, { path, depth, parent: list, keys: describeItems(list) });
  if (other !== undefined)
    throw unsupported(values, list, path.slice(0, depth + 1), 'selects more than one item of the list');
  return at;
}

function findPair(values: Values, map: YAMLMap, path: KeyPath, depth: number): Pair {
  const alias = map.items.find(({ key }) => isAlias(key))?.key;
  if (isAlias(alias)) throw unsupported(values, alias, path, 'is beside a key that is an alias');
  const step = path[depth];
  const duplicate = values.duplicates.find((each) => each.map === map && each.key === String(step));
  if (duplicate !== undefined) throw duplicated(values, duplicate);
  const at = typeof step === 'object' ? -1 : map.items.findIndex((item) => keyOf(item) === String(step));
  const merge = map.items.findLastIndex(isMerge);
  const [pair, merged] = [map.items[at], map.items[merge]];
  if (merged !== undefined && merge > at) {
    const how = pair === undefined ? 'is not written here but set' : 'may be overridden in Helm';
    throw unsupported(values, merged.key as Node, path, `${how} by a merge key (<<)`);
  }
  if (pair !== undefined) {
    rejectTag(values, pair.key, path);
    return pair;
  }
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
    throw unsupported(values, node, path, describeBlock(values, node, path));
  return node;
}

function describeBlock(values: Values, node: Scalar, path: KeyPath): string {
  const key = formatKeyPath(path);
  if (openString(values, node) === undefined) return 'is a block scalar (| or >)';
  return `is a block scalar (| or >) that contains YAML; continue the key into it (${key}.…)`;
}

/** Rejects an alias, because its text is elsewhere, and a tag, because it changes the meaning of the text. */
function rejectIndirect(values: Values, node: unknown, path: KeyPath): void {
  if (isAlias(node)) throw unsupported(values, node, path, 'is an alias, so an edit would change its anchor');
  rejectTag(values, node, path);
}

/** Rejects the tag of a value or key, for example `!!binary`, which Helm decodes. */
function rejectTag(values: Values, node: unknown, path: KeyPath): void {
  const tag = (node as Node | null)?.tag;
  if (!OWN_TAGS.includes(tag)) throw unsupported(values, node as Node, path, `has the tag ${tag}`);
}
