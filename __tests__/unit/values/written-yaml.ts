import fc from 'fast-check';

/** A YAML text as people write it, and the paths of its values. */
export interface WrittenYaml {
  readonly text: string;
  readonly paths: readonly (readonly (string | number)[])[];
}

/** A value, with all choices of its style. */
type Tree =
  | { readonly kind: 'scalar'; readonly source: string; readonly flowSource: string }
  | { readonly kind: 'map' | 'sequence'; readonly style: Style; readonly items: readonly Tree[] };

interface Style {
  readonly flow: boolean;
  readonly indent: number;
  readonly indentless: boolean;
  readonly comment: string;
  readonly before: string;
  readonly anchor: boolean;
  readonly breakFlow: boolean;
  readonly quoteKeys: string;
}

const SOURCES: readonly (readonly [block: string, flow: string])[] = [
  ...[
    'old',
    'v1.10',
    '1.10',
    '~',
    'null',
    'true',
    'on',
    '0x1F',
    '1e3',
    '2024-01-01',
    "'it''s'",
    '"a\\n\\u00e9"',
    '""',
    "''",
  ].map((source) => [source, source] as const),
  ['', 'x'],
  ['a:b', '"a:b"'],
  ['{{ .Values.x }}', "'{{ .Values.x }}'"],
  ['two\n WORDS', 'two'],
  ['"two\n\n WORDS"', '"two"'],
  ["'two\n WORDS'", "'two'"],
  ['|\n WORDS\n\n more', '"x"'],
  ['>-\n WORDS # no comment', '"x"'],
  ['!!str 12', '!!str 12'],
  ['!own x', '!own x'],
  ['&anchor x', 'x'],
  ['é 日本 🚀', '"🚀"'],
];

const style: fc.Arbitrary<Style> = fc.record({
  flow: fc.nat(5).map((choice) => choice === 0),
  indent: fc.integer({ min: 1, max: 5 }),
  indentless: fc.boolean(),
  comment: fc.constantFrom('', '', ' # why', '   #', ' # a: b "c', '  '),
  before: fc.constantFrom('', '', '', '# line\n', '\n', '   \n', '#\n\n  # in\n'),
  anchor: fc.nat(9).map((choice) => choice === 0),
  breakFlow: fc.boolean(),
  quoteKeys: fc.constantFrom('', '', '', '"', "'"),
});

const { tree } = fc.letrec<{ tree: Tree; scalar: Tree; collection: Tree }>((tie) => ({
  scalar: fc.constantFrom(...SOURCES).map(([source, flowSource]) => ({ kind: 'scalar', source, flowSource }) as const),
  collection: fc.record({
    kind: fc.constantFrom('map' as const, 'map' as const, 'sequence' as const),
    style,
    items: fc.array(tie('tree'), { minLength: 1, maxLength: 5 }),
  }),
  tree: fc.oneof({ maxDepth: 4, withCrossShrink: true }, tie('scalar'), tie('collection'), tie('collection')),
}));

/** Block and flow, all quotes, several lines, comments, anchors, tags, odd indentation and line ends. */
export const writtenYaml: fc.Arbitrary<WrittenYaml> = fc
  .record({
    root: fc.record({
      kind: fc.constant('map' as const),
      style,
      items: fc.array(tree, { minLength: 1, maxLength: 8 }),
    }),
    head: fc.constantFrom('', '', '', '---\n', '# top\n', '%YAML 1.1\n---\n', '%TAG !e! tag:e,1:\n---\n', '\n\n'),
    tail: fc.constantFrom('', '', '', '...\n', '# end', '\n\n'),
    // In a file of many other keys, the edited entry is a small part.
    beside: fc.constantFrom(0, 0, 40),
    lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
    mark: fc.constantFrom('', '', '\uFEFF'),
  })
  .map(({ root, head, tail, beside, lineEnd, mark }) => {
    const writer = new Writer();
    const others = (name: string) => Array.from({ length: beside }, (_, index) => `${name}${index}: x\n`).join('');
    const body = writer.write(root, 0, []).replace(/^\n/, '');
    const flowRoot = root.style.flow;
    const text = flowRoot ? `${head}${body}\n${tail}` : `${head}${others('pre')}${body}\n${others('post')}${tail}`;
    return { text: mark + text.replaceAll('\n', lineEnd), paths: writer.paths };
  });

class Writer {
  readonly paths: (readonly (string | number)[])[] = [];
  #anchors = 0;

  /** Returns the text after a key's colon or a dash, including the space or line end before it. */
  write(value: Tree, column: number, path: readonly (string | number)[]): string {
    if (value.kind === 'scalar') {
      this.paths.push(path);
      return value.source === '' ? '' : ` ${value.source.replaceAll('\n', `\n${' '.repeat(column + 1)}`)}`;
    }
    const anchor = value.style.anchor && path.length > 0 ? ` &a${this.#nextAnchor()}` : '';
    return value.style.flow
      ? `${anchor} ${this.#flow(value, column, path)}`
      : anchor + this.#block(value, column, path);
  }

  #block(
    { kind, style, items }: Exclude<Tree, { kind: 'scalar' }>,
    column: number,
    path: readonly (string | number)[],
  ) {
    const indentless = kind === 'sequence' && style.indentless && typeof path.at(-1) === 'string';
    const deeper = path.length === 0 || indentless ? 0 : style.indent;
    const at = column + deeper;
    const lines = items.map((item, index) => {
      const step = kind === 'map' ? keyOf(index) : index;
      const lead = kind === 'map' ? `${style.quoteKeys}${keyOf(index)}${style.quoteKeys}:` : '-';
      const written = this.write(item, at, [...path, step]);
      const comment = /\n/.test(written) || /^ *[|>]/.test(written) ? '' : style.comment;
      return `${style.before}${' '.repeat(at)}${lead}${written}${comment}`;
    });
    return `\n${lines.join('\n')}`;
  }

  #flow(
    { kind, style, items }: Exclude<Tree, { kind: 'scalar' }>,
    column: number,
    path: readonly (string | number)[],
  ): string {
    const separator = style.breakFlow ? `,${style.comment}\n${' '.repeat(column + 2)}` : ', ';
    const written = items.map((item, index) => {
      const step = kind === 'map' ? keyOf(index) : index;
      const here = [...path, step];
      const value = item.kind === 'scalar' ? this.#flowScalar(item.flowSource, here) : this.#flow(item, column, here);
      return kind === 'map' ? `${style.quoteKeys}${step}${style.quoteKeys}: ${value}` : value;
    });
    return kind === 'map' ? `{${written.join(separator)}}` : `[${written.join(separator)}]`;
  }

  #flowScalar(source: string, path: readonly (string | number)[]): string {
    this.paths.push(path);
    return source;
  }

  #nextAnchor(): number {
    this.#anchors += 1;
    return this.#anchors;
  }
}

function keyOf(index: number): string {
  return ['tag', 'image', 'a b', 'on', 'x.y', 'digest', 'é', '12'][index] ?? `k${index}`;
}
