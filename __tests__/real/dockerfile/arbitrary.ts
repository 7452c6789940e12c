import fc from 'fast-check';

/** Pieces that the parser knows, joined at random. */
const PIECES = [
  ...['<<', '<<-', '<<EOF', '<<-EOF', '<<"EOF"', "<<'EOF'", '3<<EOF', '<< EOF', '<<<EOF', 'a<<EOF', '<<E"O"F', '<<$X'],
  ...["'", '"', '\\', '`', '$', '${X}', '${X:-a b}', '${X-<<EOF}', '$X', '\\"', "\\'", '"a b"', "'cat <<EOF'"],
  ...['--mount=type=bind,source=a', '--from=b', '--from="b"', '--chown=a:b', '--link', '--', '-', '--chmod=7\\55'],
  ...[
    '[',
    ']',
    '["a", "b"]',
    '["a <<EOF", "b"]',
    '["a", 1]',
    ',',
    '#',
    '# x',
    'EOF',
    'a',
    'ü',
    'à',
    '/b',
    '.',
    '=',
    'A=1',
  ],
  ...[' ', ' ', '  ', '\t', '\u00a0', '\v'],
];
const KEYWORDS = [
  'RUN',
  'COPY',
  'ADD',
  'run',
  'ENV',
  'ARG',
  'LABEL',
  'CMD',
  'ONBUILD RUN',
  'ONBUILD COPY',
  'USER',
  'X',
];
const ENDS = ['', '', '', '\\', '\\ ', '\\\\', '`', '\r', ' \\\r'];

const words = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join(''));
const instruction = fc
  .tuple(fc.constantFrom(' ', '', '\t'), fc.constantFrom(...KEYWORDS), words, fc.constantFrom(...ENDS))
  .map(([indent, keyword, rest, end]) => `${indent}${keyword} ${rest}${end}`);
const other = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'EOF',
    '\tEOF',
    'EOF ',
    'EOF\r',
    '# comment',
    '  # comment \\',
    'EO',
    'FROM b',
    'FROM b AS c',
  ),
  words,
);
const head = fc.constantFrom(
  ...[
    '',
    '',
    '',
    '# syntax=docker/dockerfile:1\n',
    '# escape=`\n',
    '#escape = \\ \n',
    '# Escape=x\n',
    '\ufeff',
    '#!x\n',
  ],
  ...[
    '# check=skip=all\n# escape=`\n',
    '# escape=`\n# escape=`\n',
    '# a\n# escape=`\n',
    '\n# escape=`\n',
    ' # escape=`\n',
  ],
);

/** Random Dockerfiles, many of which BuildKit rejects. */
export const arbitraryDockerfile: fc.Arbitrary<string> = fc
  .tuple(head, fc.array(fc.oneof(instruction, other), { maxLength: 8 }), fc.constantFrom('\n', '', '\r\n'))
  .map(([first, lines, last]) => `${first}FROM a\n${lines.join('\n')}${last}`);

const WORD_PIECES = [
  ...['$A', '${A}', '$B', '${B}', '$NONE', '${NONE}', '${A:-x}', '${NONE:-x $A}', '${NONE-"q"}', '${B:+y}', '${B+y}'],
  ...[
    '${NONE:-${A}}',
    '${NONE:-\\}}',
    '${A:?no}',
    "'",
    '"',
    '\\',
    '\\$A',
    "'$A'",
    '"$A"',
    '"\\""',
    '<',
    '<<',
    ' ',
    'a',
  ],
  ...['$', '$$', '${', '}', '${}', '$1a', '$ü', 'ü', '${A', '\\\\', '`', '$?'],
];

/** A word of an instruction. */
export const arbitraryWord: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...WORD_PIECES), { maxLength: 6 })
  .map((pieces) => pieces.join(''));

const PATTERN_PIECES = [
  ...[
    'dags',
    'DAGS',
    'a',
    'A',
    'b',
    'a.py',
    '.',
    '..',
    '*',
    '**',
    '?',
    '/',
    '/',
    '!',
    '#',
    '.py',
    '*.py',
    '[ab]',
    '[^a]',
    '[a-c]',
  ],
  ...['\\*', '\\', '[', ']', '^', '$', '(', '+', '{a,b}', ' ', 'ü', '*.p?', '[!a]', '[]', '[]a]', '[a-]', '|', '\\ '],
];
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '!', '/', '**/', ' ', '! '),
    fc.array(fc.constantFrom(...PATTERN_PIECES), { maxLength: 5 }),
  )
  .map(([prefix, pieces]) => prefix + pieces.join(''));

/** The lines of an ignore file. */
export const arbitraryIgnore: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('', '\ufeff'), fc.array(pattern, { maxLength: 5 }), fc.constantFrom('\n', '\r\n'))
  .map(([mark, lines, end]) => mark + lines.map((line) => line + end).join(''));
