import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../../src/errors.ts';
import { editValues } from '../../../src/values/edit.ts';
import { formatKeyPath, type KeyPath } from '../../../src/values/key-path.ts';

const SHARED = new URL('../../../../shared/', import.meta.url);
const CORPUS = new URL('values-corpus/', SHARED);
const CHART = new URL('airflow-chart/values.yaml', SHARED);
const NEW = 'version-0123456789abcdef0123456789abcdef01234567';

/** A real values file, with the text of the value at the path of its tag. */
interface RealFile {
  readonly file: string;
  readonly tag_path: KeyPath;
  /** Without its quotes. */
  readonly tag_source: string;
  readonly tag_style: string;
}

interface EdgeCase {
  readonly name: string;
  readonly path: KeyPath;
  readonly source: string;
  readonly newTag: string;
  readonly expect: { readonly text?: string; readonly refuse?: string };
}

const VARIANTS: Readonly<Record<string, (text: string) => string>> = {
  LF: (text) => text,
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  BOM: (text) => `\uFEFF${text}`,
  'no last newline': (text) => text.replace(/\n+$/, ''),
};

const QUOTES: Readonly<Record<string, string>> = { PLAIN: '', QUOTE_SINGLE: "'", QUOTE_DOUBLE: '"' };

/** The error code for each description in `edge-cases.json`. */
const CODES: readonly (readonly [RegExp, string])[] = [
  [/parse error|duplicate key/, 'values-invalid'],
  [/path missing/, 'values-key-missing'],
  [/alias|merge key|block scalar/, 'values-key-unsupported'],
];

function edit(text: string, path: KeyPath, value = NEW): string {
  return editValues(text, [{ path: formatKeyPath(path), value }]).text;
}

function readFiles(): { name: string; text: string; path: KeyPath; quote: string; source: string }[] {
  const index = JSON.parse(readFileSync(new URL('index.json', CORPUS), 'utf8')) as RealFile[];
  const files = index.map(({ file, tag_path: path, tag_source, tag_style }) => {
    const quote = QUOTES[tag_style] ?? '';
    const source = `${quote}${tag_source}${quote}`;
    return { name: file, text: readFileSync(new URL(file, CORPUS), 'utf8'), path, quote, source };
  });
  if (!existsSync(CHART)) return files;
  const text = readFileSync(CHART, 'utf8');
  return [...files, { name: 'airflow-chart', text, path: ['images', 'airflow', 'tag'], quote: '', source: '~' }];
}

/** Returns the line with the new value instead of the old one, in the same quotes. */
function expectedLine(line: string, { quote, source }: { quote: string; source: string }): string {
  const colon = line.indexOf(':') + 1;
  if (source === '') return `${line.slice(0, colon)} ${NEW}${line.slice(colon)}`;
  const at = line.indexOf(source, colon);
  expect([line, at > 0]).toEqual([line, true]);
  return `${line.slice(0, at)}${quote}${NEW}${quote}${line.slice(at + source.length)}`;
}

// Files of real teams, which are not in this repository: the test is skipped without their folder beside it.
const corpus = existsSync(CORPUS) ? describe : describe.skip;
corpus('real values files and edge cases', () => {
  test.each(Object.keys(VARIANTS))('only one value on one line of each file changes: %s', (variant) => {
    const files = readFiles();
    for (const { name, text, path, ...written } of files) {
      const before = VARIANTS[variant]?.(text) ?? '';
      const [old, now] = [before.split('\n'), edit(before, path).split('\n')];
      const changed = old.flatMap((line, index) => (line === now[index] ? [] : [index]));
      expect([name, now.length, changed.length]).toEqual([name, old.length, 1]);
      const [at = 0] = changed;
      expect([name, now[at]]).toEqual([name, expectedLine(old[at] ?? '', written)]);
    }
    console.log(`${variant}: ${files.length} files`);
    expect(files.length).toBeGreaterThan(50);
  });

  test('each edge case has its expected text or error', () => {
    const cases = JSON.parse(readFileSync(new URL('edge-cases.json', CORPUS), 'utf8')) as EdgeCase[];
    const outcomes = cases.map(({ name, path, source, newTag, expect: expected }) => {
      const code = CODES.find(([words]) => words.test(expected.refuse ?? ''))?.[1];
      // Helm deploys these two, and reads them as the action does.
      const isEdited = ['multi-doc', 'lone CR (old Mac)'].includes(name);
      const text = isEdited ? source.replace(/version-a+/, newTag) : expected.text;
      expect([name, text === undefined || isEdited]).toEqual([name, expected.refuse !== undefined]);
      expect([name, attempt(source, path, newTag)]).toEqual([name, text ?? code]);
      return text === undefined ? code : undefined;
    });
    const refused = outcomes.filter((code) => code !== undefined).length;
    console.log(`${cases.length} edge cases: ${cases.length - refused} edited, ${refused} rejected`);
    expect(refused).toBeGreaterThan(5);
  });
});

function attempt(source: string, path: KeyPath, value: string): string {
  try {
    return edit(source, path, value);
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}
