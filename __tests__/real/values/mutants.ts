import fc from 'fast-check';

/** Texts that have a meaning in YAML 1.1 or 1.2, at least at some place. */
const TOKENS = [
  ...['\t', ' ', '  ', '\u00a0', '\u2028', '\u2029', '\u0085', '\r', '\uFEFF', '\u0000', '\u007f', '\ud83d\ude80', 'é'],
  ...[
    ':',
    ': ',
    ' #',
    '# ',
    "'",
    '"',
    "''",
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    '-',
    '- ',
    '? ',
    '|',
    '>-',
    '|2',
    '>+\n',
    '%',
    '@',
    '`',
  ],
  ...[
    '&a ',
    '*a',
    '*x',
    '&x ',
    '!!str ',
    '!!int ',
    '!!binary ',
    '!x ',
    '! ',
    '!<tag:x> ',
    '<<: *x',
    '<<: {tag: m}',
    '<<',
  ],
  ...[
    '---',
    '\n---\n',
    '\n--- # c\n',
    '\n...\n',
    '\n---\ntag: x\n',
    '%YAML 1.1\n---\n',
    '%TAG ! x\n---\n',
    '\n',
    '\n\n',
  ],
  ...[
    '~',
    'null',
    'yes',
    '1_000',
    '0o17',
    '0b1',
    '1e3',
    '.nan',
    '1:20',
    '=',
    '2024-01-01',
    '{a: 1}',
    '[a, b]',
    '{{ x }}',
    'x: y',
  ],
];

const LINES = [
  ...[
    'tag: x',
    '"tag": x',
    "'tag' : x",
    '? tag\n: x',
    'image: {tag: x}',
    '<<: {tag: x}',
    '<<: *x',
    '<<: [*x]',
    '*x : y',
    'a: &x {tag: x}',
  ],
  ...[
    '# comment',
    '',
    '  ',
    '\t',
    '\t# tab',
    '-',
    '- a',
    'a',
    'a:',
    'a: b',
    'a : b',
    'a:b',
    '1: x',
    '"1": y',
    'null: x',
    '~: y',
    'true: x',
  ],
  ...[
    'a: |\n  b',
    'a: >\n   b\n  c',
    'a: "b\n  c"',
    "a: 'b\n\n  c'",
    'a: [b,\n  c]',
    'a: {b: c,\n d}',
    '---',
    '...',
    '--- a',
    '--- |\n x',
  ],
  ...[
    'a: &b',
    'a: !!map',
    'a: !x {b: c}',
    '? [a, b]\n: c',
    '? a',
    'a: *b',
    'a: "\\x"',
    'a: "\\u12"',
    'a: @b',
    'a: %b',
    'a: `b`',
    'a: - b',
  ],
];

type Change = (lines: string[], at: number) => void;

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.constantFrom(...LINES), fc.integer({ min: -4, max: 4 })).map(
    ([line, shift]): Change =>
      (lines, at) => {
        lines.splice(at, 0, indent(line, indentOf(lines[at] ?? '') + shift));
      },
  ),
  fc.tuple(fc.constantFrom(...TOKENS), fc.nat(60)).map(
    ([token, column]): Change =>
      (lines, at) => {
        const line = lines[at] ?? '';
        const column_ = column % (line.length + 1);
        lines[at] = line.slice(0, column_) + token + line.slice(column_);
      },
  ),
  fc.constantFrom(...TOKENS, ...LINES).map(
    (value): Change =>
      (lines, at) => {
        lines[at] = (lines[at] ?? '').replace(/:.*/, `: ${value}`);
      },
  ),
  fc.nat(60).map(
    (column): Change =>
      (lines, at) => {
        const line = lines[at] ?? '';
        lines[at] = line.slice(0, column % (line.length + 1)) + line.slice((column % (line.length + 1)) + 1);
      },
  ),
  fc.integer({ min: -3, max: 3 }).map(
    (by): Change =>
      (lines, at) => {
        const line = lines[at] ?? '';
        lines[at] = indent(line.trimStart(), indentOf(line) + by);
      },
  ),
  fc.constant<Change>((lines, at) => lines.splice(at, 1)),
  fc.nat(8).map(
    (by): Change =>
      (lines, at) =>
        lines.splice(at + by, 0, lines[at] ?? ''),
  ),
  fc.nat(8).map(
    (by): Change =>
      (lines, at) =>
        lines.splice(at + by, 0, ...lines.splice(at, 1)),
  ),
  fc.constant<Change>((lines, at) => lines.splice(at)),
);

/** Changes of a text at lines, which are counted from the line of the key. */
export const arbitraryMutation = fc.array(
  fc.tuple(changes, fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -40, max: 40 }))),
  {
    minLength: 1,
    maxLength: 3,
  },
);

/** Applies changes to a text. */
export function mutate(text: string, keyLine: number, mutation: readonly (readonly [Change, number])[]): string {
  const lines = text.split('\n');
  for (const [change, offset] of mutation) {
    const count = lines.length;
    if (count === 0) break;
    change(lines, (((keyLine + offset) % count) + count) % count);
  }
  return lines.join('\n').toWellFormed();
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(Math.max(by, 0)));
}
