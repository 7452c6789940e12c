import { UserError } from '../errors.ts';
import { unsupported } from './errors.ts';
import type { KeyPath } from './key-path.ts';
import { type Located, locate } from './locate.ts';
import { parseUncached } from './parse.ts';
import type { Replacement } from './replacement.ts';
import { sameExcept } from './yaml/same-except.ts';
import type { Values } from './yaml/values.ts';

/**
 * Parses the edited text again, and checks that it has the new values and that nothing else changed its meaning.
 * @throws UserError `values-key-unsupported`, or `values-invalid` when the edited text is not valid YAML
 */
export function checkEdit(values: Values, replacements: readonly Replacement[], edited: string): void {
  const after = parseUncached(edited);
  const changed = new Set<unknown>();
  for (const { located } of replacements) {
    changed.add(located.scalar);
    for (const { scalar } of hostsOf(located.values)) changed.add(scalar);
  }
  const isSame = sameDocuments(values, after, changed);
  const failed = replacements.find(
    ({ path, value, located }) => !isSame || !isSet(after, path, value, located, changed),
  );
  if (failed === undefined) return;
  const { path, located } = failed;
  throw unsupported(located.values, located.scalar, path, 'cannot be set without changing other values of the file');
}

/** Returns the strings that contain a text, from the inside. */
function hostsOf({ host }: Values): NonNullable<Values['host']>[] {
  return host === undefined ? [] : [host, ...hostsOf(host.values)];
}

function sameDocuments(before: Values, after: Values, changed: ReadonlySet<unknown>): boolean {
  return (
    before.documents.length === after.documents.length &&
    before.documents.every(({ contents }, index) => sameExcept(contents, after.documents[index]?.contents, changed))
  );
}

/** Returns whether the path has the value, and whether the strings that contain it changed only there. */
function isSet(after: Values, path: KeyPath, value: string, before: Located, changed: ReadonlySet<unknown>): boolean {
  try {
    const now = locate(after, path);
    const [old, hosts] = [before.values, hostsOf(before.values)];
    const pairs = [old, ...hosts.map((host) => host.values)].map((each, index) => {
      const own = [now.values, ...hostsOf(now.values).map((host) => host.values)][index];
      return own !== undefined && sameDocuments(each, own, changed);
    });
    return now.scalar.value === value && pairs.every(Boolean);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
