import { isCollection, type Range, Scalar } from 'yaml';
import { UserError } from '../errors.ts';
import { parseText } from './parse.ts';
import { unifyLineEnds } from './yaml/lines.ts';
import type { Values } from './yaml/values.ts';

/** What each string that was asked about contains: YAML, or something else. */
const opened = new WeakMap<Scalar, Values | 'not YAML'>();

/**
 * Returns the YAML in a string, such as `values: |` of an Argo CD Application; `undefined` if it contains no mapping or
 * sequence. The offsets of a string in another style than `|` are only near the right ones.
 */
export function openString(values: Values, scalar: Scalar): Values | undefined {
  const known = opened.get(scalar) ?? open(values, scalar) ?? 'not YAML';
  opened.set(scalar, known);
  return known === 'not YAML' ? undefined : known;
}

function open(values: Values, scalar: Scalar): Values | undefined {
  const { value: text, type } = scalar;
  if (typeof text !== 'string' || !/^\s*[[{]|\n|:\s/.test(text)) return undefined;
  if (type === Scalar.PLAIN) return undefined;
  const toText = type === Scalar.BLOCK_LITERAL ? mapLines(values, scalar, text) : undefined;
  const [start] = scalar.range as Range;
  const toFile = (offset: number) => values.toFile(toText?.(offset) ?? start);
  const position = (offset: number) => values.position(toText?.(offset) ?? start);
  try {
    const inner = parseText({ text, position, toFile, host: { values, scalar } });
    return inner.documents.some(({ contents }) => isCollection(contents)) ? inner : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Returns the function from offsets in a literal block's value to offsets in its source, which is indented. */
function mapLines(values: Values, scalar: Scalar, text: string): (offset: number) => number {
  const [start, end] = scalar.range as Range;
  const source = unifyLineEnds(values.text.slice(start, end));
  const lines: { readonly from: number; readonly at: number }[] = [];
  let at = source.indexOf('\n') + 1;
  let from = 0;
  for (const line of text.split('\n')) {
    const newline = source.indexOf('\n', at);
    const written = source.slice(at, newline < 0 ? source.length : newline).replace(/\r$/, '');
    lines.push({ from, at: start + at + Math.max(written.length - line.length, 0) });
    from += line.length + 1;
    at = newline < 0 ? source.length : newline + 1;
  }
  return (offset) => {
    const line = lines.findLast((each) => each.from <= offset);
    return line === undefined ? start : line.at + offset - line.from;
  };
}
