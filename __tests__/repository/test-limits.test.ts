import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const TESTS = resolve(import.meta.dirname, '..');
const [, LIMIT = ''] = /testTimeout: ([\d_]+)/.exec(readFileSync(join(TESTS, '../jest.config.js'), 'utf8')) ?? [];
const LIMIT_MS = Number(LIMIT.replaceAll('_', ''));
/** Shorter ones are the intervals of timers. */
const SHORTEST_MS = 5_000;

/** Finds numbers that end a call: `}, 60_000);`, `, 60_000);` after a hook, and `60_000,` on its own line before `);`. */
const LAST_ARGUMENT = [/^\s*\}, ([\d_]+)\);$/, /^\s*(?:before|after)(?:All|Each)\(.*, ([\d_]+)\);$/, /^\s+([\d_]+),$/];

function findLimits(path: string): readonly string[] {
  const lines = readFileSync(join(TESTS, path), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const [, text = ''] = LAST_ARGUMENT.map((pattern) => pattern.exec(line)).find((found) => found !== null) ?? [];
    const limit = Number(text.replaceAll('_', ''));
    const isLast = !/^\s+[\d_]+,$/.test(line) || /^\s*\)(?:\(\))?;$/.test(lines[index + 1] ?? '');
    return isLast && limit >= SHORTEST_MS && limit <= LIMIT_MS ? [`${path}:${index + 1}: ${limit}`] : [];
  });
}

test('no test has a time limit below the one of all: a slow machine fails it, and a fast one hides a hang no better', () => {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  expect(LIMIT_MS).toBeGreaterThan(SHORTEST_MS);
  expect(files.flatMap(findLimits)).toEqual([]);
});
