import { isMap, isScalar, isSeq, type Range } from 'yaml';
import { checkEdit } from './check-edit.ts';
import { unsupported } from './errors.ts';
import type { KeyPath } from './key-path.ts';
import type { Located } from './locate.ts';
import { type QuoteContext, quote } from './quote.ts';
import type { Replacement } from './replacement.ts';
import type { Values } from './yaml/values.ts';

/**
 * Replaces scalars in the text, all at once, and checks that the result has the new values and no other change of meaning.
 * @throws UserError `values-value`, `values-key-unsupported`
 */
export function splice(values: Values, replacements: readonly Replacement[]): string {
  const cuts = replacements.map(cut).sort((a, b) => a.start - b.start);
  const edited = applyCuts(values.text, cuts);
  checkEdit(values, replacements, edited);
  return edited;
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly source: string;
}

/** Applies the cuts, which are in the order of the text. */
function applyCuts(text: string, cuts: readonly Cut[]): string {
  let edited = '';
  let kept = 0;
  for (const { start, end, source } of cuts) {
    edited += text.slice(kept, start) + source;
    kept = end;
  }
  return edited + text.slice(kept);
}

function cut({ path, located, value }: Replacement): Cut {
  const { values, scalar, inFlow } = located;
  const [start, end] = scalar.range as Range;
  const context: QuoteContext = { inFlow, inJson: isJson(values) };
  const source = quote(value, scalar.type as Parameters<typeof quote>[1], context);
  if (start !== end) return { start: values.toFile(start), end: values.toFile(end), source };
  const colon = values.toFile(findColon(path, located));
  return { start: colon, end: colon, source: ` ${source}` };
}

/** Returns the offset after the colon of a key. The new text of an empty value goes there, before any comment. */
function findColon(path: KeyPath, { values, scalar, pair }: Located): number {
  const key = pair?.key;
  const keyEnd = isScalar(key) ? (key.range as Range)[1] : undefined;
  const colon = keyEnd === undefined ? null : /^\s*:/.exec(values.text.slice(keyEnd, (scalar.range as Range)[0]));
  if (keyEnd === undefined || colon === null || scalar.anchor !== undefined || scalar.tag !== undefined)
    throw unsupported(values, scalar, path, 'is empty, and there is no place for a value');
  return keyEnd + colon[0].length;
}

function isJson({ text, documents }: Values): boolean {
  const root: unknown = documents[0]?.contents;
  if (!(isMap(root) || isSeq(root)) || root.flow !== true) return false;
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}
