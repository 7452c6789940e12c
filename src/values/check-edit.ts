import { isMap } from 'yaml';
import { UserError } from '../errors.ts';
import { type Entry, findEntry } from './entry.ts';
import { unsupported } from './errors.ts';
import type { KeyPath } from './key-path.ts';
import { locate } from './locate.ts';
import { parsePart, type Values } from './parse.ts';
import type { Replacement } from './replacement.ts';
import { sameExcept } from './yaml/same-except.ts';

/** The edited text of a range of the old one. */
type Edited = (from: number, to: number) => string;

/**
 * Makes sure that the edited text has the new values, and that all else means what it meant before.
 *
 * The bytes outside of the edited entries of block mappings are the same, and such an entry ends where the next key
 * stands at its indentation or less. So it is enough to parse those entries again, each as a document of its own, once
 * it is sure that they mean the same alone as in the file. Where they do not (a `%TAG` above them), or where there is no
 * small one (a file that is one flow mapping), the whole text is parsed again.
 * @throws UserError `values-key-unsupported`, or `values-invalid` when the edited text is no YAML
 */
export function checkEdit(values: Values, replacements: readonly Replacement[], edited: Edited): void {
  const placed = replacements.map((replacement) => ({ replacement, entry: findEntry(values, replacement.path) }));
  const groups = [...Map.groupBy(placed, ({ entry }) => entry?.start).values()];
  const proved = groups.every((group) => {
    const entry = group[0]?.entry;
    const own = group.map(({ replacement }) => replacement);
    return entry !== undefined && verifyEntry(values, entry, own, edited);
  });
  if (proved) return;
  const after = parsePart(edited(0, values.text.length));
  const scalars = new Set(replacements.map(({ located }) => located.scalar));
  const same = sameExcept(values.document.contents, after.document.contents, scalars);
  const failed = replacements.find(({ path, value }) => !same || !isSet(after, path, value));
  if (failed === undefined) return;
  const { path, located } = failed;
  throw unsupported(values, located.scalar, path, 'cannot be set without changing what the file says elsewhere');
}

/** Behind it an entry alone is whole, and the file is cut off. */
const DOCUMENT_MARKER = /^(?:---|\.\.\.)(?!\S)/m;

function verifyEntry(
  { text }: Values,
  { pair, start, end, depth }: Entry,
  replacements: readonly Replacement[],
  edited: Edited,
): boolean {
  const before = unlessRejected(() => parsePart(text.slice(start, end)));
  const after = unlessRejected(() => parsePart(edited(start, end)));
  const scalars = new Set(replacements.map(({ located }) => located.scalar));
  return (
    before !== undefined &&
    after !== undefined &&
    !DOCUMENT_MARKER.test(after.text) &&
    sameExcept(pair, onlyPair(before), new Set()) &&
    sameExcept(pair, onlyPair(after), scalars) &&
    replacements.every(({ path, value }) => isSet(after, path.slice(depth), value))
  );
}

function onlyPair({ document: { contents } }: Values): unknown {
  return isMap(contents) && contents.items.length === 1 ? contents.items[0] : undefined;
}

function isSet(values: Values, path: KeyPath, value: string): boolean {
  return unlessRejected(() => locate(values, path).scalar.value) === value;
}

function unlessRejected<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
