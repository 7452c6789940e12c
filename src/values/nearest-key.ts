import leven from 'leven';
import { isMap, isScalar, isSeq } from 'yaml';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import type { Values } from './parse.ts';

/** One wrong character in five, and always two. */
const MIN_DISTANCE = 2;
const CHARACTERS_PER_DISTANCE = 5;

/** The key path of a single value that is nearest to the one asked for, by Levenshtein distance; only when it is near. */
export function nearestKey(values: Values, asked: string): string | undefined {
  const limit = Math.max(MIN_DISTANCE, Math.floor(asked.length / CHARACTERS_PER_DISTANCE)) + 1;
  let nearest: string | undefined;
  let best = limit;
  for (const path of scalarPaths(values.document.contents)) {
    const candidate = formatKeyPath(path);
    const distance = leven(asked, candidate, { maxDistance: best });
    if (distance < best) [nearest, best] = [candidate, distance];
  }
  return nearest;
}

function* scalarPaths(root: unknown): Generator<KeyPath> {
  const pending: [unknown, KeyPath][] = [[root, []]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, path] = next;
    if (isMap(node)) {
      for (const { key, value } of node.items) if (isScalar(key)) pending.push([value, [...path, String(key.value)]]);
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) pending.push([item, [...path, index]]);
    } else if (isScalar(node)) {
      yield path;
    }
  }
}
