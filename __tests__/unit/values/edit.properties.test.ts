import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Document, isScalar, type Scalar, visit } from 'yaml';
import { UserError } from '../../../src/errors.ts';
import { editValues } from '../../../src/values/edit.ts';
import { formatKeyPath } from '../../../src/values/key-path.ts';
import { locate } from '../../../src/values/locate.ts';
import { parseValues } from '../../../src/values/parse.ts';
import { readValue } from '../../../src/values/read.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 2_000);

type Path = (string | number)[];

const key = fc.oneof(
  fc.stringMatching(/^[a-z][a-zA-Z0-9_.-]{0,8}$/),
  fc.string({ minLength: 1, maxLength: 6 }),
  fc.constantFrom('yes', '1', 'tag', '<<'),
);
const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('~', 'true', '1.10', 'a: b', '# c', "it's", 'x\ny', ''),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
    fc.array(tie('tree'), { maxLength: 4 }),
  ),
}));
const STYLES: readonly (Scalar.Type | undefined)[] = [
  'PLAIN',
  'QUOTE_SINGLE',
  'QUOTE_DOUBLE',
  'BLOCK_LITERAL',
  'BLOCK_FOLDED',
  undefined,
];

/** A document of mixed styles, comments and line ends, and the path of one of its scalars. */
const document = fc
  .record({
    root: fc.dictionary(key, tree, { minKeys: 1, maxKeys: 6 }),
    seed: fc.nat(),
    indent: fc.integer({ min: 1, max: 6 }),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\uFEFF'),
    end: fc.boolean(),
  })
  .map(({ root, seed, indent, lineEnd, mark, end }) => {
    const made = new Document(root);
    const paths: Path[] = [];
    let count = seed;
    visit(made, {
      Collection: (_, node) => {
        node.flow = count++ % 5 === 0;
      },
      Scalar: (where, node, ancestors) => {
        const style = STYLES[count++ % STYLES.length];
        if (style !== undefined) node.type = style;
        if (count % 4 === 0) node.comment = ` comment ${count}`;
        if (where !== 'key') paths.push(pathOf([...ancestors, node]));
      },
    });
    const text = mark + made.toString({ indent, lineWidth: 0 }).replaceAll('\n', lineEnd);
    return { text: end ? text : text.trimEnd(), path: paths[seed % Math.max(paths.length, 1)] ?? [] };
  })
  .filter(({ path }) => path.length > 0 && path.every((step) => step !== ''));

function pathOf(ancestors: readonly unknown[]): Path {
  return ancestors.flatMap((node, index): Path => {
    const parent = ancestors[index - 1] as { items?: readonly unknown[] } | undefined;
    if (node !== null && typeof node === 'object' && 'key' in node)
      return isScalar(node.key) ? [String(node.key.value)] : [''];
    const inSequence = Array.isArray(parent?.items) && parent.items.includes(node);
    return inSequence && parent !== undefined ? [parent.items?.indexOf(node) ?? 0] : [];
  });
}

/** Returns the text that replaced a scalar; `undefined` if the text before or after it changed too. */
function replacement(before: string, path: Path, after: string): string | undefined {
  const [start = 0, end = 0] = locate(parseValues(before), path).scalar.range ?? [];
  const tail = before.slice(end);
  const kept = after.startsWith(before.slice(0, start)) && after.endsWith(tail);
  return kept ? after.slice(start, after.length - tail.length) : undefined;
}

test(`${RUNS} random documents: the value is set and all else is kept, or the edit is rejected`, () => {
  let edited = 0;
  fc.assert(
    fc.property(
      document,
      fc.oneof(
        fc.string({ maxLength: 20 }),
        fc.stringMatching(/^version-[0-9a-f]{7,40}$/),
        fc.stringMatching(/^[0-9a-f]{7}$/),
      ),
      ({ text, path }, value) => {
        const written = formatKeyPath(path);
        try {
          const { text: after, changes } = editValues(text, [{ path: written, value }]);
          edited += changes.length;
          expect(readValue(parseValues(after), path)).toBe(value);
          if (changes.length === 0) expect(after).toBe(text);
          expect(replacement(text, path, after)).toBeDefined();
          if (changes.length > 0) expect(replacement(text, path, after)).not.toContain('\n');
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          expect(error.code).toMatch(/^values-|^key-path$/);
        }
      },
    ),
    { numRuns: RUNS },
  );
  expect(edited).toBeGreaterThan(RUNS / 4);
}, 600_000);

test(`${RUNS} arbitrary texts: only UserErrors, and no endless loop`, () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 200 }),
        fc.string({ unit: fc.constantFrom(...'a:- #&*!|>%@`{}[],?\'"\n\r\t\\<'), maxLength: 60 }),
      ),
      (text) => {
        try {
          editValues(text, [{ path: 'a', value: 'b' }]);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      },
    ),
    { numRuns: RUNS },
  );
}, 600_000);
