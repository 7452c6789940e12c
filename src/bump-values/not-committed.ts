import type { ValuesFile } from '../github/values-file.ts';
import type { Bumped, Commit } from './commit-tag.ts';
import type { Settled } from './judge.ts';

/** What a guard decided instead of a commit; `overtaken`: because of somebody else's commit during this run. */
export function notCommitted(verdict: Settled, { overtaken = false } = {}): Bumped {
  const { outcome, previousTag, file } = verdict;
  if (outcome === 'held') return { outcome, previousTag, hold: verdict.hold };
  const told = outcome === 'skipped' && overtaken ? 'superseded' : outcome;
  return { outcome: told, previousTag: verdict.previousTag, ...lastCommit(file) };
}

/** The commit that made the values file what it is. */
export function lastCommit({ history: [last] }: ValuesFile): { readonly since?: Commit } {
  return last === undefined ? {} : { since: { oid: last.oid, url: last.url } };
}
