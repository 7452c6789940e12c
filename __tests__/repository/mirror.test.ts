import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { COVERED_ELSEWHERE } from './covered-elsewhere.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SRC = join(ROOT, 'src');
const TESTS = join(ROOT, '__tests__');
/** The folders of `unit` that mirror other folders than `src`. */
const OUTSIDE = ['cli', 'sandbox', 'scripts', 'setup'];
const LISTED = Object.values(COVERED_ELSEWHERE).flat();

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** Returns whether a unit test, or a test of its types, mirrors a source file. */
function isMirrored(file: string): boolean {
  const test = join(TESTS, 'unit', file.replace(/\.ts$/, ''));
  return existsSync(`${test}.test.ts`) || existsSync(`${test}.types.ts`);
}

/** Returns whether a file holds types only, so that there is nothing to run. */
function hasTypesOnly(file: string): boolean {
  const text = readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  const statements = text.replace(/^import type [^;]*;/gm, '');
  return !/^(?:import|await|\w+\(|(?:export )?(?:async |abstract )?(?:function|const|let|class)\b|export [*{])/m.test(
    statements,
  );
}

/** Returns all files that a file names in imports or as a path, directly or through other files. */
function reachedFrom(start: string): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/'(\.\.?\/[^'\n]+\.ts)'/g)) {
      const target = resolve(dirname(file), path);
      if (reached.has(target) || !existsSync(target)) continue;
      reached.add(target);
      open.push(target);
    }
  }
  return reached;
}

test('each source file has a unit test of its own, or is in COVERED_ELSEWHERE', () => {
  const missing = sources.filter((file) => !isMirrored(file) && !hasTypesOnly(file) && !LISTED.includes(file));
  expect(sources.length).toBeGreaterThan(300);
  expect(missing).toEqual([]);
});

/** Returns whether a file of `unit` is named after a module, or a module and an aspect (`edit.size.test.ts`). */
function namesModule(file: string): boolean {
  const module = file.replace(/(?:\.[\w-]+)?\.(?:test|types)\.ts$/, '');
  const isOutside = OUTSIDE.some((folder) => file.startsWith(`${folder}/`));
  if (!isOutside) return existsSync(join(SRC, `${module}.ts`));
  const base = join(file.startsWith('setup/') ? TESTS : ROOT, module);
  return existsSync(`${base}.ts`) || existsSync(base);
}

test('each test of unit is named after a module of src, or a module or folder of sandbox, scripts or setup', () => {
  const files = readdirSync(join(TESTS, 'unit'), { recursive: true, encoding: 'utf8' });
  const tests = files.filter((file) => /\.(?:test|types)\.ts$/.test(file));
  expect(tests.length).toBeGreaterThan(100);
  expect(tests.filter((file) => !namesModule(file))).toEqual([]);
  expect(['values-sops.test.ts', 'values/edit-size.test.ts', 'scripts/times.test.ts'].some(namesModule)).toBe(false);
});

test('each file that unit tests share is in a folder of src or cli', () => {
  const files = readdirSync(join(TESTS, 'unit'), { recursive: true, encoding: 'utf8' });
  const shared = files.filter((file) => file.endsWith('.ts') && !/\.(?:test|types)\.ts$/.test(file));
  expect(shared.length).toBeGreaterThan(5);
  const hasFolder = (file: string) => existsSync(join(file.startsWith('cli/') ? ROOT : SRC, dirname(file)));
  expect(shared.filter((file) => !hasFolder(file))).toEqual([]);
});

test('COVERED_ELSEWHERE lists existing files without a unit test, each once', () => {
  expect(LISTED.filter((file) => !sources.includes(file) || isMirrored(file) || hasTypesOnly(file))).toEqual([]);
  expect(LISTED.filter((file, index) => LISTED.indexOf(file) !== index)).toEqual([]);
});

test.each(Object.entries(COVERED_ELSEWHERE))('%s exists and can reach the files that it covers', (name, files) => {
  const path = join(TESTS, name);
  expect(existsSync(path)).toBe(true);
  // Other tests run the bundles, or another program.
  if (!/^(?:unit|integration|repository)\//.test(name)) return;
  const reached = reachedFrom(path);
  expect(files.filter((file) => !reached.has(join(SRC, file)))).toEqual([]);
});

test('finds a file that holds types only, and one that does not', () => {
  expect(hasTypesOnly('gates/verdict.ts')).toBe(true);
  expect(hasTypesOnly('gates/gates.ts')).toBe(false);
});
