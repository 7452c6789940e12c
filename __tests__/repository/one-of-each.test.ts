import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const TESTS = resolve(import.meta.dirname, '..');
const SRC = resolve(TESTS, '../src');
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

/** Tasks that only the named files in `src/` may do, each with a pattern that detects it. */
const ONE_PLACE: readonly (readonly [what: string, pattern: RegExp, ...files: string[]])[] = [
  ['splits owner/name', /\[\s*owner\b[^\]]*\] = .*split\('\/'\)/, 'github/repository/split-repository.ts'],
  ['runs git', /\('git'/, 'runner/git.ts'],
  ['runs docker', /[(:=]\s*'docker'/, 'runner/docker.ts'],
  ['writes a Markdown table', /\|\s*---/, 'markdown.ts'],
  ['writes a Markdown link', /\]\(\$\{/, 'markdown.ts'],
  ['writes a block of code', /'`'\.repeat|\\`\\`\\`|'```/, 'markdown.ts'],
  // The deployments page is HTML, not Markdown, and has its own function.
  ['escapes text by entities', /`&#\$\{/, 'markdown.ts', 'deployments-page/html.ts'],
  ['counts one or many', /=== 1 \? '?(\w+)'? : '?\1s'?/, 'plural.ts'],
];

test.each(ONE_PLACE)('one file %s', (_, pattern, ...files) => {
  const found = FILES.filter(({ text }) => pattern.test(text)).map(({ file: name }) => name);
  expect(found.filter((name) => !files.includes(name))).toEqual([]);
});

test('only the folder runner reads environment variables', () => {
  const reading = FILES.filter(({ file, text }) => !file.startsWith('runner/') && text.includes('process.env'));
  expect(reading.map(({ file }) => file)).toEqual([]);
});

test('tests compare runs by the matchers of setup/matchers.ts, which print the log', () => {
  const tuple = /expect\(\[[^[\]]*\b(?:exitCode|outputs\.outcome)\b/;
  expect('expect([run.exitCode, run.log]).toEqual([0, ""])').toMatch(tuple);
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const packed = files.filter((file) => tuple.test(readFileSync(join(TESTS, file), 'utf8')));
  expect(packed.filter((file) => file !== 'repository/one-of-each.test.ts')).toEqual([]);
});
