import type { TextFile } from './files.ts';
import { RULES, type Rule } from './rules.ts';

export interface Hit {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  readonly found: string;
  readonly rule: Rule;
}

/** Returns each place where a file uses a word of the list. */
export function findWords({ path, text }: TextFile): Hit[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      RULES.flatMap((rule) =>
        [...line.matchAll(rule.pattern)].map(([found]) => ({ path, line: index + 1, found, rule })),
      ),
    );
}

/** Returns the number of hits of each file that has any. */
export function countByFile(hits: readonly Hit[]): Record<string, number> {
  return count(hits.map(({ path }) => path));
}

/** Returns the number of hits of each word. */
export function countByWord(hits: readonly Hit[]): Record<string, number> {
  const counts = count(hits.map(({ rule }) => rule.word));
  return Object.fromEntries(RULES.map(({ word }) => [word, counts[word] ?? 0]));
}

/** Returns a hit as one line: place, word, and the text to write instead. */
export function formatHit({ path, line, found, rule }: Hit): string {
  return `${path}:${line}: "${found}": write ${rule.instead}`;
}

function count(names: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
