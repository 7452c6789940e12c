import { isCollection, isMap, isPair, isScalar, type Range, type YAMLMap } from 'yaml';

/** A key that a mapping has twice. Helm's parser takes the last one, and compares keys as text: `1` equals `"1"`. */
export interface DuplicateKey {
  readonly map: YAMLMap;
  readonly key: string;
  /** Offsets of the two. */
  readonly first: number;
  readonly second: number;
}

/** Finds all keys that a mapping has more than once, in the order of the text. */
export function findDuplicateKeys(root: unknown): DuplicateKey[] {
  const duplicates: DuplicateKey[] = [];
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const node = pending.pop();
    if (isMap(node)) duplicates.push(...findIn(node));
    if (isPair(node)) pending.push(node.value, node.key);
    else if (isCollection(node)) for (const item of node.items) pending.push(item);
  }
  return duplicates.sort((a, b) => a.second - b.second);
}

function findIn(map: YAMLMap): DuplicateKey[] {
  const seen = new Map<string, number>();
  return map.items.flatMap(({ key: node }): DuplicateKey[] => {
    if (!isScalar(node)) return [];
    const [key, [start]] = [String(node.value), node.range as Range];
    const first = seen.get(key);
    seen.set(key, start);
    return first === undefined ? [] : [{ map, key, first, second: start }];
  });
}
