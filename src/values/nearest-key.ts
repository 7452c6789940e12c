import leven from 'leven';
import { isScalar } from 'yaml';
import { formatKeyPath } from './key-path.ts';
import { listScalars } from './yaml/list-scalars.ts';
import type { Values } from './yaml/values.ts';

/** One wrong character in five, but always two. */
const MIN_DISTANCE = 2;
const CHARACTERS_PER_DISTANCE = 5;

/** Returns the most similar key path of a single value, by Levenshtein distance; `undefined` if none is similar enough. */
export function nearestKey(values: Values, asked: string): string | undefined {
  const limit = Math.max(MIN_DISTANCE, Math.floor(asked.length / CHARACTERS_PER_DISTANCE)) + 1;
  let nearest: string | undefined;
  let best = limit;
  for (const { path, node } of listScalars(values)) {
    if (!isScalar(node)) continue;
    const candidate = formatKeyPath(path);
    const distance = leven(asked, candidate, { maxDistance: best });
    if (distance < best) [nearest, best] = [candidate, distance];
  }
  return nearest;
}
