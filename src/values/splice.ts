import { isMap, isScalar, isSeq, type Range } from 'yaml';
import type { KeyPath } from './key-path.ts';
import { type Located, locate } from './locate.ts';
import { parseValues, type Values } from './parse.ts';
import { type Place, quote } from './quote.ts';
import { unsupported } from './refuse.ts';
import { sameExcept } from './same.ts';

/** A scalar and the string that is to stand in its place. */
export interface Replacement {
  readonly path: KeyPath;
  readonly located: Located;
  readonly value: string;
}

/**
 * Replaces scalars in the text, all at once. The result is parsed again: it has the new values, and says the same everywhere else.
 * @throws UserError `values-value`, `values-key-unsupported`
 */
export function splice(values: Values, replacements: readonly Replacement[]): string {
  const inJson = isJson(values);
  const cuts = replacements.map((replacement) => cut(values, replacement, inJson)).sort((a, b) => a.start - b.start);
  let text = '';
  let kept = 0;
  for (const { start, end, source } of cuts) {
    text += values.text.slice(kept, start) + source;
    kept = end;
  }
  text += values.text.slice(kept);
  verify(values, parseValues(text), replacements);
  return text;
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly source: string;
}

function cut(values: Values, { path, located, value }: Replacement, inJson: boolean): Cut {
  const { scalar, inFlow } = located;
  const [start, end] = scalar.range as Range;
  const place: Place = { inFlow, inJson };
  const source = quote(value, scalar.type as Parameters<typeof quote>[1], place);
  if (start !== end) return { start, end, source };
  const colon = findColon(values, path, located);
  return { start: colon, end: colon, source: ` ${source}` };
}

/** An empty value has no text of its own: what it gets goes behind its key's colon, before any comment. */
function findColon(values: Values, path: KeyPath, { scalar, pair }: Located): number {
  const key = pair?.key;
  const keyEnd = isScalar(key) ? (key.range as Range)[1] : undefined;
  const colon = keyEnd === undefined ? null : /^\s*:/.exec(values.text.slice(keyEnd, (scalar.range as Range)[0]));
  if (keyEnd === undefined || colon === null || scalar.anchor !== undefined || scalar.tag !== undefined)
    throw unsupported(values, scalar, path, 'is empty in a way that leaves no place for a value');
  return keyEnd + colon[0].length;
}

function verify(before: Values, after: Values, replacements: readonly Replacement[]): void {
  const edited = new Set(replacements.map(({ located }) => located.scalar));
  const unchanged = sameExcept(before.document.contents, after.document.contents, edited);
  for (const { path, located, value } of replacements) {
    if (!unchanged || locate(after, path).scalar.value !== value)
      throw unsupported(before, located.scalar, path, 'cannot be set without changing what the file says elsewhere');
  }
}

function isJson({ text, document }: Values): boolean {
  const root = document.contents;
  if (!(isMap(root) || isSeq(root)) || root.flow !== true) return false;
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}
