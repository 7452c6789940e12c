import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { editValues } from '../../src/values/edit.ts';
import { formatKeyPath, parseKeyPath } from '../../src/values/key-path.ts';
import { decodeUtf8, parseValues } from '../../src/values/parse.ts';
import { readValue } from '../../src/values/read.ts';

const NEW = 'version-0123456789abcdef0123456789abcdef01234567';
const CORPUS = new URL('../../../shared/values-corpus/', import.meta.url);

function set(text: string, path: string, value = NEW): string {
  return editValues(text, [{ path, value }]).text;
}

function refusal(text: string, path: string, value = NEW): UserError {
  try {
    set(text, path, value);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the edit was not refused');
}

describe('a value in place', () => {
  test.each([
    ['a plain value keeps what follows it', 'a:\n  tag: old   # why\n', 'a:\n  tag: NEW   # why\n'],
    ['single quotes stay', "a: {tag: 'old', x: 1}\n", "a: {tag: 'NEW', x: 1}\n"],
    ['double quotes stay', 'a:\r\n  tag: "old"\r\n', 'a:\r\n  tag: "NEW"\r\n'],
    ['an empty value', 'a:\n  tag:\n  x: 1', 'a:\n  tag: NEW\n  x: 1'],
    ['an empty value before a comment', 'a:\n  tag: # set by CI\n', 'a:\n  tag: NEW # set by CI\n'],
    ['an empty value in a flow mapping', 'a: {tag: , x: 1}\n', 'a: {tag: NEW , x: 1}\n'],
    ['a byte order mark', '\uFEFFa:\n  tag: ~\n', '\uFEFFa:\n  tag: NEW\n'],
    ['JSON', '{"a": {"tag": "old"}}', '{"a": {"tag": "NEW"}}'],
  ])('%s', (_, before, after) => {
    expect(set(before, 'a.tag')).toBe(after.replace('NEW', NEW));
  });

  test('through sequences and keys with dots', () => {
    const text = 'containers:\n- image: old\n  "x.y": {"z w": 1}\n';
    expect(set(text, 'containers[0].image')).toBe(text.replace('old', NEW));
    expect(set(text, 'containers[0]."x.y"."z w"', 'b')).toBe(text.replace('1', 'b'));
  });

  test('an equal value is no change', () => {
    expect(editValues('a: x # y\n', [{ path: 'a', value: 'x' }])).toEqual({ text: 'a: x # y\n', changes: [] });
  });

  test('several edits: all or none', () => {
    const edits = [
      { path: 'a', value: 'x' },
      { path: 'b', value: 'z' },
    ];
    expect(editValues('a: 1.10\nb: ~\n', edits)).toEqual({
      text: 'a: x\nb: z\n',
      changes: [
        { path: 'a', previous: '1.10', next: 'x' },
        { path: 'b', previous: null, next: 'z' },
      ],
    });
    expect(() => editValues('a: 1\n', edits)).toThrow(UserError);
  });

  test.each([
    '1.10',
    '1e5',
    '0755',
    'true',
    'yes',
    'on',
    'n',
    '1_000',
    '1:20',
    '2024-01-01',
    '1234567',
    '12e4567',
    '~',
    'null',
    '.5',
    '0x1F',
    '1_0e5',
    '-1',
    '',
    'a: b',
    'a #b',
    '@x',
    '- a',
  ])('%j is quoted, for it would not be read as this string', (value) => {
    expect(set('tag: old\n', 'tag', value)).toBe(`tag: ${JSON.stringify(value)}\n`);
  });

  test.each(['version-1', '3.3.2-python3.13', 'a/b:c', 'b5e1'])('%j needs no quotes', (value) => {
    expect(set('tag: old\n', 'tag', value)).toBe(`tag: ${value}\n`);
  });
});

describe('refusals', () => {
  test.each([
    ['values-key-missing', 'a: {b: 1, c: 2}\n', 'a.tag', /no key a\.tag \(a holds: b, c\)/],
    ['values-key-missing', 'a: 1\n', 'a.tag', /a holds no keys/],
    ['values-key-missing', 'a: [1]\n', 'a[1]', /no key a\[1\]/],
    ['values-key-missing', '', 'a', /no key a/],
    ['values-key-unsupported', 'a:\n  tag: {b: 1}\n', 'a.tag', /at 2:8 is a mapping/],
    ['values-key-unsupported', 'tag: [1]\n', 'tag', /is a sequence/],
    ['values-key-unsupported', 'x: &t v\ntag: *t\n', 'tag', /at 2:6 is an alias/],
    ['values-key-unsupported', 'x: &t {tag: v}\na: *t\n', 'a.tag', /is an alias/],
    ['values-key-unsupported', 'x: &t {tag: v}\na:\n  <<: *t\n', 'a.tag', /merge key/],
    ['values-key-unsupported', 'tag: |-\n  v\n', 'tag', /block scalar/],
    ['values-key-unsupported', 'tag: !mine v\n', 'tag', /has the tag !mine/],
    ['values-key-unsupported', '{tag, x: 1}', 'tag', /no place/],
    ['values-invalid', 'tag: 1\ntag: 2\n', 'tag', /at 2:1: Map keys must be unique/],
    ['values-invalid', 'tag: 1\n---\ntag: 2\n', 'tag', /multiple documents/i],
    ['values-invalid', 'a:\n\ttag: 1\n', 'a.tag', /at 2:1/],
    ['values-invalid', 'a: 1\rtag: 1\r', 'tag', /carriage return/],
    ['values-value', 'tag: 1\n', 'tag', /control/, 'a\nb'],
  ])('%s: %j', (code, text, path, message, value = NEW) => {
    const error = refusal(text, path, value);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    expect(error.remedy).not.toBe('');
  });

  test('bytes that are not UTF-8', () => {
    expect(() => decodeUtf8(Uint8Array.of(0x61, 0xff))).toThrow(UserError);
  });

  test('100,000 nested brackets', () => {
    expect(refusal('['.repeat(100_000), 'a').code).toBe('values-invalid');
  });

  test.each(['', '.a', 'a..b', 'a.', 'a[b]', 'a"b"', 'a[0]b'])('the key path %j', (path) => {
    expect(() => parseKeyPath(path)).toThrow(UserError);
  });
});

test('a key path reads back as it is written', () => {
  expect(formatKeyPath(parseKeyPath('a[0]."b.c".d'))).toBe('a[0]."b.c".d');
});

test('a value is read as it is written, aliases followed', () => {
  const values = parseValues('a: &t 1.10\nb: *t\nc: ~\nd: {e: 1}\n');
  expect(['a', 'b', 'c', 'd', 'x'].map((key) => readValue(values, [key]))).toEqual([
    '1.10',
    '1.10',
    null,
    undefined,
    undefined,
  ]);
});

const corpus = existsSync(CORPUS) ? describe : describe.skip;
corpus('real values files and edge cases', () => {
  const read = (name: string) => readFileSync(new URL(name, CORPUS), 'utf8');
  const VARIANTS: Record<string, (text: string) => string> = {
    LF: (text) => text,
    CRLF: (text) => text.replaceAll('\n', '\r\n'),
    BOM: (text) => `\uFEFF${text}`,
    'no last newline': (text) => text.replace(/\n+$/, ''),
  };

  test.each(Object.keys(VARIANTS))('exactly one line differs in each file: %s', (variant) => {
    const files = JSON.parse(read('index.json')) as { file: string; tag_path: (string | number)[] }[];
    expect(files.length).toBeGreaterThan(50);
    for (const { file, tag_path } of files) {
      const before = VARIANTS[variant]?.(read(file)) ?? '';
      const after = set(before, formatKeyPath(tag_path));
      const [old, now] = [before.split('\n'), after.split('\n')];
      expect([file, now.length]).toEqual([file, old.length]);
      expect([file, old.filter((line, index) => line !== now[index]).length]).toEqual([file, 1]);
    }
  });

  interface Case {
    name: string;
    path: string[];
    source: string;
    newTag: string;
    expect: { text?: string; refuse?: string };
  }

  test('each edge case gives its expected text or is refused', () => {
    for (const { name, path, source, newTag, expect: expected } of JSON.parse(read('edge-cases.json')) as Case[]) {
      const key = formatKeyPath(path);
      if (expected.text === undefined) refusal(source, key, newTag);
      else expect([name, set(source, key, newTag)]).toEqual([name, expected.text]);
    }
  });
});
