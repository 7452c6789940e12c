import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAllDocuments, type Range } from 'yaml';
import { TEAM_VALUES } from '../../../sandbox/stage/values.ts';
import { UserError } from '../../../src/errors.ts';
import { editValues } from '../../../src/values/edit.ts';
import { formatKeyPath, type KeyPath } from '../../../src/values/key-path.ts';
import { locate } from '../../../src/values/locate.ts';
import { parseValues } from '../../../src/values/parse.ts';
import { decodeUtf8 } from '../../../src/values/yaml/utf8.ts';
import { writtenYaml } from './written-yaml.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 2_000);
const CORPUS = new URL('../../../../shared/values-corpus/', import.meta.url);

const newValue = fc.oneof(
  fc.stringMatching(/^version-[0-9a-f]{7,40}$/),
  fc.stringMatching(/^[0-9a-f]{7}$/),
  fc.constantFrom('1e3', 'on', '~', '2024-01-01', "it's", 'a: b', '# x', '"', '\\', ''),
);

/** Reads the first document without the code of the editor, with the line ends that Helm reads. */
function say(text: string): unknown {
  const lines = text.replace(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n');
  return parseAllDocuments(lines, { schema: 'core', uniqueKeys: false, logLevel: 'silent' })[0]?.toJS();
}

function put(values: unknown, path: KeyPath, value: string): unknown {
  const parent = path.slice(0, -1).reduce((node, step) => (node as Record<string, unknown>)[String(step)], values);
  (parent as Record<string, unknown>)[String(path.at(-1))] = value;
  return values;
}

test(`${RUNS} documents of all styles: one scalar changes and every other byte and meaning stays, or the edit is rejected`, () => {
  const outcomes = new Map<string, number>();
  const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  fc.assert(
    fc.property(writtenYaml, fc.nat(), newValue, ({ text, paths }, choice, value) => {
      const path = paths[choice % paths.length] ?? [];
      let edited: ReturnType<typeof editValues>;
      try {
        edited = editValues(text, [{ path: formatKeyPath(path), value }]);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        count(error.code);
        expect(error.code).toMatch(/^values-/);
        return;
      }
      count(edited.changes.length === 0 ? 'unchanged' : 'edited');
      const [start, end] = locate(parseValues(text), path).scalar.range as Range;
      const head = text.slice(0, start);
      expect(edited.text.startsWith(start < end ? head : head.trimEnd())).toBe(true);
      expect(edited.text.endsWith(text.slice(end))).toBe(true);
      expect(say(edited.text)).toEqual(put(say(text), path, value));
    }),
    { numRuns: RUNS },
  );
  console.log([...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(', '));
  expect(outcomes.get('edited')).toBeGreaterThan(RUNS / 2);
}, 1_800_000);

const SAMPLES: readonly string[] = existsSync(CORPUS)
  ? readdirSync(CORPUS)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(new URL(name, CORPUS), 'utf8'))
  : [TEAM_VALUES];

const mutation = fc.record({
  at: fc.nat(),
  length: fc.nat(12),
  insert: fc.oneof(
    fc.string({ unit: fc.constantFrom(...'a:- #&*!|>%@`{}[],?\'"\n\r\t\\<.'), maxLength: 4 }),
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom('\n---\n', '\n...\n', '<<: *a', '&a ', '*a', '!!str ', '? ', '- ', '\u2028', '\u0085'),
  ),
});

/** Some lines of a real file with random damage, and a key that it may have. */
const spoilt = fc
  .record({
    sample: fc.nat(),
    line: fc.nat(),
    lines: fc.integer({ min: 1, max: 60 }),
    mutations: fc.array(mutation, { maxLength: 4 }),
  })
  .map(({ sample, line, lines, mutations }) => {
    const all = (SAMPLES[sample % SAMPLES.length] ?? '').split('\n');
    const from = line % all.length;
    const window = all.slice(from, from + lines).join('\n');
    const text = mutations.reduce((before, { at, length, insert }) => {
      const start = at % (before.length + 1);
      return before.slice(0, start) + insert + before.slice(start + length);
    }, window);
    return { text, key: /([A-Za-z]+):/.exec(text)?.[1] ?? 'tag' };
  });

test(`${RUNS} damaged real files: only UserErrors, and each edited value reads back`, () => {
  let edited = 0;
  fc.assert(
    fc.property(spoilt, newValue, ({ text, key }, value) => {
      try {
        const { text: after } = editValues(text, [{ path: key, value }]);
        expect(say(after)).toMatchObject({ [key]: value });
        edited += 1;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }),
    { numRuns: RUNS },
  );
  console.log(`${edited} of ${RUNS} edited, of ${SAMPLES.length} files`);
  expect(edited).toBeGreaterThan(RUNS / 50);
}, 1_800_000);

test(`${RUNS} arrays of bytes: the text, or an error with the position`, () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => new Uint8Array(Buffer.from(text))),
  );
  fc.assert(
    fc.property(bytes, (array) => {
      try {
        expect(Buffer.from(decodeUtf8(array))).toEqual(Buffer.from(array));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.message).toMatch(/^The values file is not UTF-8 at \d+:\d+\.$/);
      }
    }),
    { numRuns: RUNS },
  );
}, 1_800_000);
