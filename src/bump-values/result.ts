import type { Proof } from '../approval/proof.ts';
import type { GateVerdict, NotDeployed } from '../gates/verdict.ts';
import type { FileRevision, ValuesFile } from '../github/gitops/values-file.ts';
import type { ImageOverride } from '../gitops/chart/image-overrides.ts';

export interface Commit {
  readonly oid: string;
  readonly url: string;
}

/** How a request ended. */
export type BumpResult = { readonly verdicts: readonly GateVerdict[] } & (
  | {
      readonly outcome: 'deployed' | 'proposed';
      readonly previousTag: string | null;
      readonly proof: Proof;
      /** The earlier deployment of the same tag that the proof was given for. */
      readonly provedBy?: FileRevision;
      /** Absent under dry run. */
      readonly commit?: Commit;
      /** Of a proposal; absent under dry run. */
      readonly pullRequest?: { readonly number: number; readonly url: string };
      readonly message: string;
      /** The changed values only, as `formatChanges` writes them. */
      readonly diff: string;
      /** What the values file keeps off the new image. */
      readonly leftBehind: readonly ImageOverride[];
    }
  | {
      readonly outcome: 'unchanged' | 'skipped' | 'superseded';
      readonly previousTag: string;
      /** The last commit of the values file. */
      readonly since?: Commit;
      /** It is an open proposal that stands against this one. */
      readonly isProposal?: boolean;
    }
  | {
      readonly outcome: 'held';
      readonly previousTag: string | null;
      readonly hold: string;
      /** When this run wrote the hold. */
      readonly written?: { readonly commit?: Commit; readonly message: string; readonly diff: string };
    }
);

/** What a guard decided instead of a commit; `overtaken`: because of somebody else's commit during this run. */
export function resultWithoutCommit(verdict: NotDeployed, { overtaken = false } = {}): BumpResult {
  const { outcome, previousTag, file, verdicts } = verdict;
  if (outcome === 'held') return { outcome, previousTag, hold: verdict.hold, verdicts };
  const told = outcome === 'skipped' && overtaken ? 'superseded' : outcome;
  return { outcome: told, previousTag: verdict.previousTag, verdicts, ...lastCommit(file) };
}

/** The commit that made the values file what it is. */
export function lastCommit({ history: [last] }: ValuesFile): { readonly since?: Commit } {
  return last === undefined ? {} : { since: { oid: last.oid, url: last.url } };
}
