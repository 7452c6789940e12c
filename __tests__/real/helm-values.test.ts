import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { editValues } from '../../src/values/edit.ts';
import { formatKeyPath, type KeyPath } from '../../src/values/key-path.ts';
import { describeWith } from './parts/find-part.ts';

const CORPUS = new URL('../../../shared/values-corpus/', import.meta.url);

/** Tags that some YAML parsers read as a number, a boolean, a date, null or syntax. */
const ODD_TAGS =
  `1e3 12e4567 1234567 0123 0o17 0x1F 0b1 1_000 1_0e5 1.10 1. .5 +1 -1 .inf .NaN nan Infinity 1:20 190:20:30
  null Null NULL ~ true False yes No on OFF y n Y N = << 2024-01-01 2024-1-1 2001-12-14t21:59:43.10-05:00 12345678901234567890
  version-0123456789abcdef0123456789abcdef01234567 b5e1 a:b a/b:c@d -x --- ... ? | > & * ! % @ \` # [] {} a,b
  'x' "y" it's <nil> {{x}} é 日本`
    .split(/\s+/)
    .concat('', ' ', 'a b', ' a ', 'a: b', 'a #b', '- a', '"', "'", '\\', '\\n', '🚀');

/** The old value of the key, in each style that can be edited. */
const BEFORE: Readonly<Record<string, (key: string) => string>> = {
  plain: (key) => `${key}: old # why\n`,
  'single quotes': (key) => `${key}: 'old'\n`,
  'double quotes': (key) => `${key}: "old"\n`,
  empty: (key) => `${key}:\n`,
  null: (key) => `${key}: ~\n`,
  number: (key) => `${key}: 1.10\n`,
  'flow mapping': (key) => `${key}: {tag: old, x: 1}\n`,
  'flow sequence': (key) => `${key}: [1, old]\n`,
  'multi-line': (key) => `${key}: old\n  and more\n`,
  'next line': (key) => `${key}:\n  old\n`,
  '!!str': (key) => `${key}: !!str old\n`,
  anchor: (key) => `${key}: &${key} old\n`,
};

function pathIn(style: string, key: string): KeyPath {
  return style === 'flow mapping' ? [key, 'tag'] : style === 'flow sequence' ? [key, 1] : [key];
}

describeWith(['helm'], 'Helm’s parser reads an edited file', ({ helm = '' }) => {
  let chart: string;

  beforeAll(async () => {
    chart = await mkdtemp(join(tmpdir(), 'flux-airflow-helm-'));
    await mkdir(join(chart, 'templates'));
    await writeFile(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: probe\nversion: 0.0.1\n');
    await writeFile(join(chart, 'templates/values.yaml'), 'values: {{ .Values | toJson | quote }}\n');
    await writeFile(
      join(chart, 'templates/types.yaml'),
      '{{- range $key, $value := .Values }}\n{{- if regexMatch "^k[0-9]+$" $key }}\n{{ printf "%s %T %v" $key $value $value | quote }}: 0\n{{- end }}{{ end }}\n',
    );
  });
  afterAll(() => rm(chart, { recursive: true, force: true }));

  async function template(text: string, name: string): Promise<string> {
    const file = join(chart, 'own.yaml');
    await writeFile(file, text);
    const argv = ['template', 'x', chart, '-f', file, '-s', `templates/${name}.yaml`];
    return (await promisify(execFile)(helm, argv, { maxBuffer: 64 << 20 })).stdout;
  }

  /** Returns all values as Helm parses them. */
  async function read(text: string): Promise<unknown> {
    const [, quoted = ''] = /^values: (".*")$/m.exec(await template(text, 'values')) ?? [];
    return JSON.parse(JSON.parse(quoted));
  }

  test.each(Object.keys(BEFORE))(`${ODD_TAGS.length} tags in place of %s are read as strings`, async (style) => {
    const before = ODD_TAGS.map((_, index) => BEFORE[style]?.(`k${index}`) ?? '').join('');
    const edits = ODD_TAGS.map((value, index) => ({ path: formatKeyPath(pathIn(style, `k${index}`)), value }));
    const values = await read(editValues(before, edits).text);
    const found = ODD_TAGS.map((_, index) => at(values, pathIn(style, `k${index}`)));
    expect(found).toEqual(ODD_TAGS);
  });

  test('a Go template sees the tags as type string', async () => {
    const before = ODD_TAGS.map((_, index) => `k${index}: old\n`).join('');
    const edits = ODD_TAGS.map((value, index) => ({ path: `k${index}`, value }));
    const types = [...(await template(editValues(before, edits).text, 'types')).matchAll(/^"k\d+ (\S+) /gm)];
    expect(types.map(([, type]) => type)).toEqual(ODD_TAGS.map(() => 'string'));
  });

  test.each([
    [
      'a merge key behind the key overrides it',
      'b: &a {tag: x}\ni:\n  tag: v\n  <<: *a\n',
      { b: { tag: 'x' }, i: { tag: 'x' } },
    ],
    [
      'a merge key before it does not',
      'b: &a {tag: x}\ni:\n  <<: *a\n  tag: v\n',
      { b: { tag: 'x' }, i: { tag: 'v' } },
    ],
    ['U+2028 ends a line', 'a: 1 # c\u2028b: 2\n', { a: 1, b: 2 }],
    ['U+0085 ends a line', 'a: 1 # c\u0085b: 2\n', { a: 1, b: 2 }],
  ])('an assumption of the editor: %s', async (_, text, expected) => {
    expect(await read(text)).toEqual(expected);
  });

  test('an assumption of the editor: 1 and "1" are the same key, and either may win', async () => {
    expect(['a', 'b'].map((value) => ({ 1: value }))).toContainEqual(await read('1: a\n"1": b\n'));
  });

  // Values files of real teams, which are not in this repository. The test is skipped if their folder is missing.
  const corpus = existsSync(CORPUS) ? test : test.skip;
  corpus(
    'each corpus file × quotes: Helm reads the same values, except for the tag and its aliases, which are strings',
    async () => {
      let reads = 0;
      for (const { file, tag_path: path, tag_range_utf16: range, features } of readIndex()) {
        const text = readFileSync(new URL(file, CORPUS), 'utf8');
        const before = await read(text);
        for (const source of [text.slice(...range), ` 'single' `, ` "double" `]) {
          const styled = text.slice(0, range[0]) + source + text.slice(range[1]);
          const value = ODD_TAGS[reads % ODD_TAGS.length] ?? '';
          const after = await read(editValues(styled, [{ path: formatKeyPath(path), value }]).text);
          const differences = compare(before, after);
          expect([file, source, at(after, path)]).toEqual([file, source, value]);
          expect([file, differences.filter((difference) => difference.after !== value)]).toEqual([file, []]);
          const elsewhere = differences.filter((difference) => difference.key !== formatKeyPath(path));
          expect([file, features.anchors ? [] : elsewhere]).toEqual([file, []]);
          reads += 1;
        }
      }
      console.log(`${readIndex().length} corpus files × 3 styles: ${reads} edits read back by Helm`);
      expect(reads).toBeGreaterThan(ODD_TAGS.length);
    },
  );
});

interface CorpusFile {
  readonly file: string;
  readonly tag_path: KeyPath;
  readonly tag_range_utf16: readonly [number, number];
  readonly features: { readonly anchors: boolean };
}

function readIndex(): CorpusFile[] {
  return JSON.parse(readFileSync(new URL('index.json', CORPUS), 'utf8'));
}

function at(values: unknown, path: KeyPath): unknown {
  return path.reduce((value, step) => (value as Record<string, unknown>)[String(step)], values);
}

/** Returns where two values differ. Helm drops null keys. */
function compare(before: unknown, after: unknown, path: KeyPath = []): { key: string; after: unknown }[] {
  if (!isObject(before) || !isObject(after)) return before === after ? [] : [{ key: formatKeyPath(path), after }];
  const steps = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return steps.flatMap((step) =>
    compare(before[String(step)], after[String(step)], [...path, Array.isArray(after) ? Number(step) : step]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
