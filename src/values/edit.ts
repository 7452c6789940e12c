import { isScalar, type Range } from 'yaml';
import { UserError } from '../errors.ts';
import { formatKeyPath, type KeyPath, parseKeyPath } from './key-path.ts';
import { type Located, locate } from './locate.ts';
import { parseValues, type Values } from './parse.ts';
import { quote } from './quote.ts';
import { readValue } from './read.ts';
import { sameExcept } from './same.ts';

export interface Edit {
  readonly path: string;
  readonly value: string;
}

export interface Change {
  readonly path: string;
  /** `null` where the value was empty. */
  readonly previous: string | null;
  readonly next: string;
}

/**
 * Sets scalars in a YAML text and leaves every other character as it is. A value that is there already is no change.
 * The result is parsed again: it has the new values, and says the same everywhere else.
 * @throws UserError `values-…`, and then nothing is edited
 */
export function editValues(text: string, edits: readonly Edit[]): { text: string; changes: Change[] } {
  const changes: Change[] = [];
  let values = parseValues(text);
  for (const { path: written, value } of edits) {
    const path = parseKeyPath(written);
    const located = locate(values, path);
    const previous = readValue(values, path) ?? null;
    if (located.scalar.value === value) continue;
    values = splice(values, path, located, value);
    changes.push({ path: formatKeyPath(path), previous, next: value });
  }
  return { text: values.text, changes };
}

function splice(values: Values, path: KeyPath, located: Located, value: string): Values {
  const { scalar, inFlow } = located;
  const [start, end] = scalar.range as Range;
  const source = quote(value, scalar.type as Parameters<typeof quote>[1], inFlow);
  const edited =
    start === end
      ? insertAfterColon(values, path, located, source)
      : values.text.slice(0, start) + source + values.text.slice(end);
  const after = parseValues(edited);
  const now = locate(after, path).scalar;
  if (now.value !== value || !isScalar(now) || !sameExcept(values.document.contents, after.document.contents, scalar)) {
    throw unplaceable(path, 'the edit would change the meaning of the file elsewhere');
  }
  return after;
}

/** An empty value has no text of its own: what it gets goes behind its key's colon, before any comment. */
function insertAfterColon(values: Values, path: KeyPath, { scalar, pair }: Located, source: string): string {
  const key = pair?.key;
  const keyEnd = isScalar(key) ? (key.range as Range)[1] : undefined;
  const colon = keyEnd === undefined ? null : /^\s*:/.exec(values.text.slice(keyEnd));
  if (keyEnd === undefined || colon === null || scalar.anchor !== undefined || scalar.tag !== undefined) {
    throw unplaceable(path, 'it is empty in a way that leaves no place for a value');
  }
  const at = keyEnd + colon[0].length;
  return `${values.text.slice(0, at)} ${source}${values.text.slice(at)}`;
}

function unplaceable(path: KeyPath, why: string): UserError {
  return new UserError(
    'values-key-unsupported',
    `${formatKeyPath(path)} cannot be set: ${why}.`,
    'Write ~ at this key by a commit of its own, then deploy again.',
  );
}
