import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ERROR_CODES } from '../../src/error-codes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ADAPTERS = ['airflow-api', 'argocd', 'github', 'http', 'registry'];

const files = ADAPTERS.flatMap((folder) =>
  readdirSync(join(ROOT, 'src', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('src', folder, file)),
).map((file) => ({ file, code: withoutComments(readFileSync(join(ROOT, file), 'utf8')) }));

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Returns the names of all inputs that are not also ordinary words. */
function readInputNames(): string[] {
  const paths = globSync(['action.yml', 'actions/*/action.yml'], { cwd: ROOT });
  const names = paths.flatMap((path) => Object.keys(parse(readFileSync(join(ROOT, path), 'utf8')).inputs ?? {}));
  return [...new Set(names)].filter((name) => name.includes('-'));
}

/** Returns the files whose code has one of these words. */
function findUses(words: readonly string[]): string[] {
  const pattern = new RegExp(`(?<![\\w-])(?:${words.join('|')})(?![\\w-]|\\.ts)`);
  return files.flatMap(({ file, code }) => {
    const found = pattern.exec(code);
    return found === null ? [] : [`${file}: ${found[0]}`];
  });
}

test('adapters throw their own errors', () => {
  expect(files.length).toBeGreaterThan(60);
  expect(findUses(['UserError', 'OutageError'])).toEqual([]);
});

test('adapters do not name an input of an action', () => {
  const names = readInputNames();
  expect(names).toContain('github-token');
  expect(findUses(names)).toEqual([]);
});

test('no code branches on the error code that the user reads', () => {
  const pattern = new RegExp(`\\.code (?:===|!==) '(?:${ERROR_CODES.join('|')})'|\\.includes\\(\\w+\\.code\\)`);
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const branching = sources.filter(
    (file) => file.endsWith('.ts') && pattern.test(readFileSync(join(ROOT, 'src', file), 'utf8')),
  );
  expect(branching).toEqual([]);
});
