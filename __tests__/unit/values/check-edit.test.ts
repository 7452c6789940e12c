import { expect, test } from '@jest/globals';
import type { Range } from 'yaml';
import { checkEdit } from '../../../src/values/check-edit.ts';
import { parseKeyPath } from '../../../src/values/key-path.ts';
import { locate } from '../../../src/values/locate.ts';
import { parseValues } from '../../../src/values/parse.ts';

const BLOCK = 'first: 1\nimages:\n  airflow:\n    tag: old\n    digest: ~\nlast:\n  x: "y"\n';
/** Other lines, so that the edited entry is a small part of the file, at the root or below. */
const MORE = Array.from({ length: 40 }, (_, line) => `more${line}: ${line}\n`).join('');
const LONG = `${MORE}${BLOCK}${MORE.replaceAll('more', 'other')}`;
const NESTED = BLOCK.replace('images:\n', `images:\n${MORE.replaceAll('more', '  more')}`);
const FLOW = '{first: 1, images: {airflow: {tag: old, digest: ~}}, last: {x: "y"}}\n';
const TAGGED = `%TAG !e! tag:example.org,2026:\n---\nt: !e!x 1\n${BLOCK}`;

/** Replaces `old` with any source text, valid or not. */
function forge(text: string, source: string, value = 'new'): () => void {
  const values = parseValues(text);
  const path = parseKeyPath('images.airflow.tag');
  const located = locate(values, path);
  const [start, end] = located.scalar.range as Range;
  const edited = text.slice(0, start) + source + text.slice(end);
  return () => checkEdit(values, [{ path, located, value }], edited);
}

test.each([
  ['block', BLOCK],
  ['long', LONG],
  ['a small entry in a large one', NESTED],
  ['long below a %TAG', `%TAG !e! tag:example.org,2026:\n---\nt: !e!x 1\n${LONG}`],
  ['flow', FLOW],
  ['block below a %TAG', TAGGED],
  ['CRLF', BLOCK.replaceAll('\n', '\r\n')],
])('the expected value passes: %s', (_, text) => {
  expect(forge(text, 'new')).not.toThrow();
  expect(forge(text, '"new"')).not.toThrow();
});

test.each([
  'other',
  '1',
  '"new',
  "'new",
  '[new',
  '{new: 1}',
  'new: 1',
  'new\n    digest: x',
  'new\n  airflow2: x',
  'new\nlast: x',
  'new\nlast2: x',
  'new\n---\nx: 1\n---',
  'new\n...\n',
  '|\n      new',
  '!!int new',
  '*new',
  '&a new\n    copy: *a',
  '# new',
  '',
  'new\n\ttab',
])('text with another meaning is rejected: %j', (source) => {
  for (const text of [BLOCK, LONG, NESTED, TAGGED])
    expect(forge(text, source)).toThrow(/(cannot be set without changing|is invalid)/);
});

test.each(['other', '1', '"new', "'new", '[new', '{new: 1}', '*new', '|', 'new, y: 1', 'new}, z: {x: 1'])(
  'text with another meaning is rejected in a flow mapping: %j',
  (source) => {
    expect(forge(FLOW, source)).toThrow(/(cannot be set without changing|is invalid)/);
  },
);
