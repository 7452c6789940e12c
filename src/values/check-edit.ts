import { UserError } from '../errors.ts';
import { unsupported } from './errors.ts';
import type { KeyPath } from './key-path.ts';
import { locate } from './locate.ts';
import { parseUncached, type Values } from './parse.ts';
import type { Replacement } from './replacement.ts';
import { sameExcept } from './yaml/same-except.ts';

/**
 * Parses the edited text again, and checks that it has the new values and that nothing else changed its meaning.
 * @throws UserError `values-key-unsupported`, or `values-invalid` when the edited text is not valid YAML
 */
export function checkEdit(values: Values, replacements: readonly Replacement[], edited: string): void {
  const after = parseUncached(edited);
  const scalars = new Set(replacements.map(({ located }) => located.scalar));
  const same = sameExcept(values.document.contents, after.document.contents, scalars);
  const failed = replacements.find(({ path, value }) => !same || !isSet(after, path, value));
  if (failed === undefined) return;
  const { path, located } = failed;
  throw unsupported(values, located.scalar, path, 'cannot be set without changing other values of the file');
}

function isSet(values: Values, path: KeyPath, value: string): boolean {
  try {
    return locate(values, path).scalar.value === value;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
