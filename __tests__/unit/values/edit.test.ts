import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../../src/errors.ts';
import { editValues } from '../../../src/values/edit.ts';
import { formatKeyPath, parseKeyPath } from '../../../src/values/key-path.ts';
import { parseValues } from '../../../src/values/parse.ts';
import { readValue } from '../../../src/values/read.ts';
import { decodeUtf8 } from '../../../src/values/yaml/utf8.ts';

const NEW = 'version-0123456789abcdef0123456789abcdef01234567';

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
    ['JSON, where nothing is plain', '\uFEFF{"a": {"tag": null, "b": 1}}\n', '\uFEFF{"a": {"tag": "NEW", "b": 1}}\n'],
    ['a flow mapping that is not JSON', '{a: {tag: null, "b": 1}}\n', '{a: {tag: NEW, "b": 1}}\n'],
    [
      'a duplicate key elsewhere',
      'x: 1\na: {tag: old}\nx: 2\n1: b\n"1": c\n',
      'x: 1\na: {tag: NEW}\nx: 2\n1: b\n"1": c\n',
    ],
    [
      'U+2028 and a lone carriage return, which end a line',
      'x: 1 # c\u2028a:\r  tag: old\u0085y: 2\n',
      'x: 1 # c\u2028a:\r  tag: NEW\u0085y: 2\n',
    ],
    ['a value of !!binary elsewhere', 'x: !!binary aGk=\na: {tag: old}\n', 'x: !!binary aGk=\na: {tag: NEW}\n'],
    ['text behind the end of the mapping', '  a: {tag: old}\nx: [\n', '  a: {tag: NEW}\nx: [\n'],
    ['a later document that is not valid', 'a: {tag: old}\n---\nb: [\n', 'a: {tag: NEW}\n---\nb: [\n'],
    ['mixed line ends', 'x: 1\r\na:\n  tag: old\r\ny: 2\n', 'x: 1\r\na:\n  tag: NEW\r\ny: 2\n'],
    ['a value on the next line', 'a:\n  tag:\n    old\n', 'a:\n  tag:\n    NEW\n'],
    ['an explicit key', 'a:\n  ? tag\n  : old\n', 'a:\n  ? tag\n  : NEW\n'],
    ['a merge key before it', 'x: &t {tag: v}\na:\n  <<: *t\n  tag: w\n', 'x: &t {tag: v}\na:\n  <<: *t\n  tag: NEW\n'],
    ['a quoted << that merges nothing', 'a:\n  tag: w\n  "<<": 1\n', 'a:\n  tag: NEW\n  "<<": 1\n'],
    [
      'a directive of YAML 1.1, with a merge and a date elsewhere',
      '%YAML 1.1\n---\nx: &t {d: 2024-01-01}\ny: {<<: *t}\na: {tag: on}\n',
      '%YAML 1.1\n---\nx: &t {d: 2024-01-01}\ny: {<<: *t}\na: {tag: NEW}\n',
    ],
  ])('%s', (_, before, after) => {
    expect(set(before, 'a.tag')).toBe(after.replace('NEW', NEW));
  });

  test('through sequences and keys with dots', () => {
    const text = 'containers:\n- image: old\n  "x.y": {"z w": 1}\n';
    expect(set(text, 'containers[0].image')).toBe(text.replace('old', NEW));
    expect(set(text, 'containers[0]."x.y"."z w"', 'b')).toBe(text.replace('1', 'b'));
  });

  test('an equal value is not a change', () => {
    expect(editValues('a: x # y\n', [{ path: 'a', value: 'x' }])).toEqual({ text: 'a: x # y\n', changes: [] });
  });

  test('an equal text that Helm reads as a boolean gets quotes', () => {
    expect(set('tag: on\n', 'tag', 'on')).toBe('tag: "on"\n');
    expect(set('tag: !!str on\n', 'tag', 'on')).toBe('tag: !!str on\n');
  });

  test('edits may be in any order, and an equal value beside a new one is not a change', () => {
    const edits = [
      { path: 'c', value: 'long-long' },
      { path: 'b', value: 'same' },
      { path: 'a', value: 'x' },
    ];
    expect(editValues('a: first\nb: same\nc: last\n', edits)).toEqual({
      text: 'a: x\nb: same\nc: long-long\n',
      changes: [
        { path: 'c', previous: 'last', next: 'long-long' },
        { path: 'a', previous: 'first', next: 'x' },
      ],
    });
  });

  test('two equal edits of one key count once, and different ones are rejected', () => {
    const twice = (...values: string[]) => values.map((value) => ({ path: 'a', value }));
    expect(editValues('a: 1\n', twice('x', 'x')).text).toBe('a: x\n');
    expect(() => editValues('a: 1\n', twice('x', 'y'))).toThrow(/Two edits of a contradict each other: "x" and "y"/);
    const mixed = [
      { path: 'a', value: 'r:x' },
      { path: 'a', part: 'tag', value: 'y' },
    ] as const;
    expect(() => editValues('a: r:1\n', mixed)).toThrow(/"r:x" and tag "y"/);
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
  ])('%j is quoted, because it would not be read as this string', (value) => {
    expect(set('tag: old\n', 'tag', value)).toBe(`tag: ${JSON.stringify(value)}\n`);
  });

  test.each(['version-1', '3.3.2-python3.13', 'a/b:c', 'b5e1'])('%j needs no quotes', (value) => {
    expect(set('tag: old\n', 'tag', value)).toBe(`tag: ${value}\n`);
  });
});

describe('rejections', () => {
  test.each([
    ['values-key-missing', 'a: {b: 1, c: 2}\n', 'a.tag', /no key a\.tag \(a, at 1:4, has b, c\)\./],
    ['values-key-missing', 'a: 1\n', 'a.tag', /a, at 1:4, has no keys/],
    ['values-key-missing', 'a: [1]\n', 'a[1]', /no key a\[1\] \(a, at 1:4, is a list with \[0\]\)/],
    ['values-key-missing', '', 'a', /no key a/],
    ['values-key-unsupported', 'a:\n  tag: {b: 1}\n', 'a.tag', /at 2:8 is a mapping/],
    ['values-key-unsupported', 'tag: [1]\n', 'tag', /is a sequence/],
    ['values-key-unsupported', 'x: &t v\ntag: *t\n', 'tag', /at 2:6 is an alias/],
    ['values-key-unsupported', 'x: &t {tag: v}\na: *t\n', 'a.tag', /is an alias/],
    ['values-key-unsupported', 'x: &t {tag: v}\na:\n  <<: *t\n', 'a.tag', /merge key/],
    ['values-key-unsupported', 'tag: |-\n  v\n', 'tag', /block scalar/],
    ['values-key-unsupported', 'tag: !mine v\n', 'tag', /has the tag !mine/],
    ['values-key-unsupported', '!!binary a:\n  tag: v\n', 'a.tag', /has the tag tag:yaml.org,2002:binary/],
    ['values-key-unsupported', '{tag, x: 1}', 'tag', /no place/],
    ['values-invalid', 'tag: 1\ntag: 2\n', 'tag', /at 2:1: a mapping has the same key twice, first at 1:1/],
    ['values-key-unsupported', 'tag: 1\n---\ntag: 2\n', 'tag', /is in 2 documents \(\[0\], \[1\]\)/],
    ['values-key-unsupported', 'a: 1\n---\ntag: 2\n', 'tag', /not in the first document, and Helm 3 reads only that/],
    ['values-invalid', 'a:\n\ttag: 1\n', 'a.tag', /at 2:1/],
    ['values-key-missing', '  a: 1\ntag: 2\n', 'tag', /no key tag .* But line 2 is not valid YAML: .*Helm ignores/],
    ['values-key-missing', 'kind: A\n...\ntag: 2\n', 'tag', /no key tag .* But line 3 is not valid YAML/],
    ['values-invalid', 'a: [\ntag: 2\n', 'tag', /at 2:1/],
    ['values-invalid', 'kind: A\ntag: 2\n---\na: [\n', 'tag', /at 5:1/],
    ['values-invalid', 'a: 1 \u0000\ntag: 2\n', 'tag', /at 1:6: it contains a control character/],
    ['values-invalid', '# team\n\uFEFFtag: 2\n', 'tag', /at 2:1: a line begins with a byte order mark/],
    [
      'values-key-unsupported',
      'a: {tag: 1}\n---\na:\n',
      'a.tag',
      /is in the first document, but document 2 sets a key above it, and Helm 4 takes that one/,
    ],
    ['values-invalid', 'tag: 1\nx: *t\ny: &t 1\n', 'tag', /at 2:4: an alias \(\*\) has no anchor before it/],
    ['values-invalid', 'x: {tag: 1}\nx: {tag: 2}\n', 'x.tag', /at 2:1: a mapping has the same key twice/],
    ['values-invalid', '1: a\n"1": b\ntag: c\n', '"1"', /at 2:1: a mapping has the same key twice, first at 1:1/],
    [
      'values-key-unsupported',
      'x: &t {tag: v}\na:\n  tag: w\n  <<: *t\n',
      'a.tag',
      /at 4:3 may be overridden in Helm by/,
    ],
    ['values-key-unsupported', 'a: !mine {tag: v}\n', 'a.tag', /a at 1:10 has the tag !mine/],
    ['values-key-unsupported', 'a: !!set {tag}\n', 'a.tag', /has the tag tag:yaml\.org,2002:set/],
    ['values-key-unsupported', 'x: &x tag\na: {*x : 1, tag: 2}\n', 'a.tag', /beside a key that is an alias/],
    ['values-key-unsupported', 'a:\n  - \n  - b\n', 'a[0]', /at 2:5 is empty, and there is no place/],
    ['values-key-unsupported', 'a:\n  tag: &t\n', 'a.tag', /is empty, and there is no place/],
    ['values-value', 'tag: 1\n', 'tag', /control/, 'a\nb'],
  ])('%s: %j', (code, text, path, message, value = NEW) => {
    const error = refusal(text, path, value);
    expect(error.code).toEqual(code);
    expect(error.message).toMatch(message);
    expect(error.remedy).not.toBe('');
  });

  test('bytes that are not UTF-8 are reported with line and column', () => {
    const bytes = (text: string, ...more: number[]) => Uint8Array.of(...Buffer.from(text), ...more);
    expect(() => decodeUtf8(bytes('a: é\nb: ', 0xff, 0x61))).toThrow(/not UTF-8 at 2:4\./);
    expect(() => decodeUtf8(bytes('\uFEFFa: \uFFFD', 0xe2, 0x82))).toThrow(/not UTF-8 at 1:10\./);
  });

  test.each([
    ['image.airflow.tag', 'images.airflow.tag'],
    ['images.airflow.tga', 'images.airflow.tag'],
    ['images.airflow.Tag', 'images.airflow.tag'],
    ['containers[1].image', 'containers[0].image'],
    ['a.b.tag', '"a.b".tag'],
  ])('%s: did you mean %s?', (asked, near) => {
    const text = 'images: {airflow: {tag: 1, repository: 2}}\ncontainers: [{image: 3}]\n"a.b": {tag: 4}\n';
    expect(refusal(text, asked).message).toMatch(`Did you mean ${near}?`);
  });

  test.each(['x', 'images.airflow.digest', 'webserver.replicas'])('%s: no key is similar', (asked) => {
    expect(refusal('images: {airflow: {tag: 1, repository: 2}}\n', asked).message).not.toMatch('mean');
  });

  test('100,000 nested brackets', () => {
    expect(refusal('['.repeat(100_000), 'a').code).toBe('values-invalid');
  });

  test.each(['', '.a', 'a..b', 'a.', 'a[b]', 'a"b"', 'a[0]b'])('the key path %j is invalid', (path) => {
    expect(() => parseKeyPath(path)).toThrow(UserError);
  });
});

test('a key path reads back as it is written', () => {
  expect(formatKeyPath(parseKeyPath('a[0]."b.c".d'))).toBe('a[0]."b.c".d');
});

test('a value is read as it is written, and aliases are followed', () => {
  const values = parseValues('a: &t 1.10\nb: *t\nc: ~\nd: {e: 1}\n');
  expect(['a', 'b', 'c', 'd', 'x'].map((key) => readValue(values, [key]))).toEqual([
    '1.10',
    '1.10',
    null,
    undefined,
    undefined,
  ]);
});
