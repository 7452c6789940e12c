import type { Node } from 'yaml';
import { UserError } from '../errors.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import { nearestKey } from './nearest-key.ts';
import type { Values } from './parse.ts';

/** A place that must not be edited: where it is, what was found there. */
export function unsupported(values: Values, node: Node | number, path: KeyPath, why: string): UserError {
  const offset = typeof node === 'number' ? node : (node.range?.[0] ?? 0);
  return new UserError(
    'values-key-unsupported',
    `${formatKeyPath(path) || 'The file'} at ${values.position(offset)} ${why}.`,
    'Write the value out as a plain scalar at this key, by a commit of its own, or name another key.',
  );
}

const MAX_KEYS_TOLD = 12;

export interface DeadEnd {
  readonly path: KeyPath;
  /** How many steps of the path lead to something, and to what. */
  readonly depth: number;
  readonly parent: unknown;
  /** What is there instead of the next step. */
  readonly keys: readonly string[];
}

/** A path that leads to nothing: what is there instead, and the nearest path that leads to a value. */
export function missing(values: Values, { path, depth, parent, keys }: DeadEnd): UserError {
  const above = formatKeyPath(path.slice(0, depth)) || 'the file';
  const offset = (parent as Node | null)?.range?.[0] ?? 0;
  const told = keys.slice(0, MAX_KEYS_TOLD).join(', ') + (keys.length > MAX_KEYS_TOLD ? ', …' : '');
  const there = `${above}, at ${values.position(offset)}, holds ${keys.length === 0 ? 'no keys' : told}`;
  const nearest = nearestKey(values, formatKeyPath(path));
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  return new UserError(
    'values-key-missing',
    `The values file has no key ${formatKeyPath(path)} (${there}).${hint}`,
    'Correct the key, or add it to the file by a commit of its own: this action changes values and never adds keys.',
  );
}
