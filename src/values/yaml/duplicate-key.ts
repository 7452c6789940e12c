import { isCollection, isMap, isPair, isScalar, type Range } from 'yaml';

export interface DuplicateKey {
  /** Offsets of the two. */
  readonly first: number;
  readonly second: number;
}

/** Finds a key that a mapping has twice, as Helm's parser compares keys: `1` equals `"1"`. */
export function findDuplicateKey(root: unknown): DuplicateKey | undefined {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const node = pending.pop();
    if (isMap(node)) {
      const found = findIn(node.items.map(({ key }) => key));
      if (found !== undefined) return found;
    }
    if (isPair(node)) pending.push(node.value, node.key);
    else if (isCollection(node)) for (const item of node.items) pending.push(item);
  }
  return undefined;
}

function findIn(keys: readonly unknown[]): DuplicateKey | undefined {
  const seen = new Map<string, number>();
  for (const node of keys) {
    if (!isScalar(node)) continue;
    const [key, [start]] = [String(node.value), node.range as Range];
    const first = seen.get(key);
    if (first !== undefined) return { first, second: start };
    seen.set(key, start);
  }
  return undefined;
}
