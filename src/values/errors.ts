import { isSeq, type Node } from 'yaml';
import { UserError } from '../errors.ts';
import { describeUnread } from './describe-problems.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import { nearestKey } from './nearest-key.ts';
import type { Values } from './yaml/values.ts';

/** Returns the error for a value that must not be edited, with its position and the reason. */
export function unsupported(values: Values, node: Node | number, path: KeyPath, why: string): UserError {
  const offset = typeof node === 'number' ? node : (node.range?.[0] ?? 0);
  return new UserError(
    'values-key-unsupported',
    `${formatKeyPath(path) || 'The file'} at ${values.position(offset)} ${why}.`,
    'Write the value as a plain scalar at this key in a separate commit, or use another key.',
  );
}

const MAX_KEYS_SHOWN = 12;

export interface DeadEnd {
  readonly path: KeyPath;
  /** The number of steps that exist, and the node that they lead to. */
  readonly depth: number;
  readonly parent: unknown;
  /** The keys that exist in place of the next step. */
  readonly keys: readonly string[];
}

/** Returns the error for a missing key, with the keys that exist and the most similar key of a value. */
export function missing(values: Values, { path, depth, parent, keys }: DeadEnd): UserError {
  const above = formatKeyPath(path.slice(0, depth)) || 'the file';
  const offset = (parent as Node | null)?.range?.[0] ?? 0;
  const shown = keys.slice(0, MAX_KEYS_SHOWN).join(', ') + (keys.length > MAX_KEYS_SHOWN ? ', …' : '');
  const what = isSeq(parent) ? 'is a list with' : 'has';
  const there = `${above}, at ${values.position(offset)}, ${what} ${keys.length === 0 ? 'no keys' : shown}`;
  const nearest = nearestKey(values, formatKeyPath(path));
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  const unread = describeUnread(values).map(({ message }) => ` But ${message}`);
  return new UserError(
    'values-key-missing',
    `The values file has no key ${formatKeyPath(path)} (${there}).${hint}${unread.join('')}`,
    'Correct the key, or add it to the file in a separate commit: this action changes values and never adds keys.',
  );
}
