import type { Scalar } from 'yaml';
import { UserError } from '../errors.ts';
import { type Part, splitReference } from '../image-reference.ts';
import { formatKeyPath, type KeyPath, parseKeyPath } from './key-path.ts';
import { type Located, locate } from './locate.ts';
import { parseValues } from './parse.ts';
import { readsAsString } from './quote.ts';
import { textOf } from './read.ts';
import { setParts } from './set-parts.ts';
import { rejectEncrypted } from './sops.ts';
import { splice } from './splice.ts';
import type { Values } from './yaml/values.ts';

export interface Edit {
  readonly path: string;
  /** Sets only this part of a value that is an image reference. */
  readonly part?: Part;
  readonly value: string;
  /** The key may have become that of another value, such as a secret: do not show the old value. */
  readonly isUnsure?: boolean;
}

export interface Change {
  readonly path: string;
  readonly part?: Part;
  /** `null` if the value, or this part of it, was empty. */
  readonly previous: string | null;
  readonly next: string;
  readonly isUnsure?: boolean;
}

/** All edits of one scalar. */
interface Target {
  readonly path: KeyPath;
  readonly located: Located;
  readonly edits: readonly Edit[];
}

/**
 * Sets scalars in a YAML or JSON text and keeps every other character. A value that is set already is not a change.
 * Parses the result again, to check that it has the new values and that nothing else changed its meaning.
 * @throws UserError `values-…`, `sops-encrypted` or `invalid-key-path`; then nothing is edited
 */
export function editValues(text: string, edits: readonly Edit[]): { text: string; changes: Change[] } {
  const values = parseValues(text);
  const replacements = findTargets(values, edits)
    .map((target) => ({ ...target, value: newValue(values, target) }))
    .filter(({ located, value }) => !isWritten(located.scalar, value));
  if (replacements.length === 0) return { text, changes: [] };
  for (const { path, located } of replacements)
    rejectEncrypted(values, path, { values: located.values, node: located.scalar });
  return { text: splice(values, replacements), changes: replacements.flatMap((target) => listChanges(values, target)) };
}

function findTargets(values: Values, edits: readonly Edit[]): Target[] {
  const targets = new Map<Scalar, Target>();
  for (const edit of edits) {
    const path = parseKeyPath(edit.path);
    const located = locate(values, path);
    const others = targets.get(located.scalar)?.edits ?? [];
    const clash = others.find(({ part, value }) => part !== edit.part || value !== edit.value);
    if (clash !== undefined && (clash.part === edit.part || clash.part === undefined || edit.part === undefined))
      throw contradiction(path, clash, edit);
    targets.set(located.scalar, { path, located, edits: [...others, edit] });
  }
  return [...targets.values()];
}

function newValue(values: Values, { path, located, edits }: Target): string {
  const [first] = edits;
  if (first?.part === undefined) return first?.value ?? '';
  const parts = Object.fromEntries(edits.map(({ part, value }) => [part, value]));
  return setParts(textOf(values, located.scalar) ?? '', parts, formatKeyPath(path));
}

/** Returns whether the value is set already. A plain scalar that YAML 1.1 or 1.2 reads as a number, say, is not a string. */
function isWritten({ value, type, tag }: Scalar, wanted: string): boolean {
  return value === wanted && (type !== 'PLAIN' || tag !== undefined || readsAsString(wanted));
}

function listChanges(values: Values, { path, located, edits }: Target): Change[] {
  const before = textOf(values, located.scalar) ?? null;
  const key = formatKeyPath(path);
  return edits
    .map(({ part, value, isUnsure }): Change => {
      if (part === undefined) {
        return { path: key, previous: before, next: value, ...(isUnsure === true ? { isUnsure } : {}) };
      }
      return { path: key, part, previous: splitReference(before ?? '')?.[part] ?? null, next: value };
    })
    .filter(({ part, previous, next }) => part === undefined || (previous ?? '') !== next);
}

function contradiction(path: KeyPath, one: Edit, other: Edit): UserError {
  const key = formatKeyPath(path);
  const describe = ({ part, value }: Edit) => `${part === undefined ? '' : `${part} `}${JSON.stringify(value)}`;
  return new UserError(
    'values-edits',
    `Two edits of ${key} contradict each other: ${describe(one)} and ${describe(other)}.`,
    'Set each key only once.',
  );
}
