import type { Bumped } from './commit-tag.ts';
import type { Settled } from './judge.ts';

/** What a guard decided instead of a commit; `overtaken`: because of somebody else's commit during this run. */
export function notCommitted(verdict: Settled, { overtaken = false } = {}): Bumped {
  const { outcome, previousTag } = verdict;
  if (outcome === 'held') return { outcome, previousTag, hold: verdict.hold };
  return { outcome: outcome === 'skipped' && overtaken ? 'superseded' : outcome, previousTag: verdict.previousTag };
}
