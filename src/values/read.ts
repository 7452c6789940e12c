import { type Document, isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml';
import { openString } from './block-text.ts';
import { chooseDocument } from './documents.ts';
import { findItems } from './items.ts';
import type { KeyPath, Step } from './key-path.ts';
import type { Values } from './yaml/values.ts';

/** A node, with the text that contains it. */
export interface FoundNode {
  readonly values: Values;
  readonly node: unknown;
}

/**
 * Returns the value at a path as it is written (`1.10` stays `1.10`), and follows aliases, merge keys and strings that
 * contain YAML. `null` for an empty value, `undefined` if the path does not lead to one scalar.
 */
export function readValue(values: Values, path: KeyPath): string | null | undefined {
  const found = findNode(values, path);
  return found === undefined ? undefined : textOf(found.values, found.node);
}

/** Returns the node at a path, as `readValue` finds it; `undefined` if there is none or more than one. */
export function findNode(values: Values, path: KeyPath, from = 0): FoundNode | undefined {
  const chosen = chooseDocument(values, path, from, (document) => hasPath(values, document, path, from));
  if (!('document' in chosen)) return undefined;
  const place = follow(values, chosen.document.contents, path, from + chosen.depth);
  return place?.node === undefined ? undefined : place;
}

/** Returns whether a document has a value at a path. */
export function hasPath(values: Values, { contents }: Document.Parsed, path: KeyPath, from: number): boolean {
  return follow(values, contents, path, from)?.node !== undefined;
}

/** Returns whether a document sets a key above a path to something else than a mapping. */
export function hidesPath(values: Values, { contents }: Document.Parsed, path: KeyPath, from: number): boolean {
  return path.slice(from + 1).some((_, index) => {
    const node = follow(values, contents, path.slice(0, from + 1 + index), from)?.node;
    return node !== undefined && !isMap(node);
  });
}

function follow(values: Values, root: unknown, path: KeyPath, from: number): FoundNode | undefined {
  let node = resolve(values, root);
  for (let depth = from; depth < path.length; depth += 1) {
    const inner = isScalar(node) ? openString(values, node) : undefined;
    if (inner !== undefined) return findNode(inner, path, depth);
    node = readStep(values, node, path[depth] ?? 0);
  }
  return { values, node };
}

/** Returns the node of one step, with aliases and merge keys followed; `undefined` if there is none or more than one. */
export function readStep(values: Values, node: unknown, step: Step): unknown {
  if (isMap(node)) return typeof step === 'object' ? undefined : readKey(values, node, String(step));
  const [at, other] = isSeq(node) ? findItems(node, step) : [];
  return isSeq(node) && at !== undefined && other === undefined ? resolve(values, node.items[at]) : undefined;
}

/** Returns the node that is written at a path, such as an alias, or else the one that `findNode` finds. */
export function findWritten(values: Values, path: KeyPath): FoundNode | undefined {
  const [only, other] = values.documents;
  const node: unknown = other === undefined ? only?.getIn(path, true) : undefined;
  return node === undefined ? findNode(values, path) : { values, node };
}

/** Returns the text of a scalar or of an alias to one, as `readValue` does. */
export function textOf(values: Values, written: unknown): string | null | undefined {
  const node = resolve(values, written);
  if (!isScalar(node)) return undefined;
  if (node.value === null || node.value === undefined) return null;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

function resolve({ aliases }: Values, node: unknown): unknown {
  return isAlias(node) ? aliases.get(node) : node;
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
