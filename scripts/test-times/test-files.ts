import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { TestFile } from './estimate.ts';
import { readNeededParts } from './needed-parts.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** The files that take two seconds or more, as `TEST_TIMES=write npm test` measured them. */
export const TIMES = join(import.meta.dirname, 'seconds.json');
const SHORT_SECONDS = 1;

/** Returns the path of a file as `seconds.json` has it. */
export function nameTestFile(path: string): string {
  return relative(ROOT, path);
}

/** Reads how long these test files take, and what they need. */
export function readTestFiles(paths: readonly string[]): TestFile[] {
  const times = readTimes();
  return paths.map((path) => ({
    path: nameTestFile(path),
    seconds: times[nameTestFile(path)] ?? SHORT_SECONDS,
    suites: readNeededParts(readFileSync(path, 'utf8')),
  }));
}

export function readTimes(): Record<string, number> {
  return JSON.parse(readFileSync(TIMES, 'utf8'));
}
