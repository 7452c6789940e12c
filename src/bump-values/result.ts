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
      /** Settings of the values file that keep containers on another image. */
      readonly leftBehind: readonly ImageOverride[];
    }
  | {
      readonly outcome: 'unchanged' | 'skipped' | 'superseded';
      readonly previousTag: string;
      /** The last commit of the values file. */
      readonly since?: Commit & { readonly message: string };
      /** The newer version is not deployed, but in an open proposal. */
      readonly isProposal?: boolean;
    }
  | {
      readonly outcome: 'held';
      readonly previousTag: string | null;
      readonly hold: string;
      /** Present if this run wrote the hold. */
      readonly written?: { readonly commit?: Commit; readonly message: string; readonly diff: string };
    }
);

/** Returns the result of a decision against a commit; `overtaken`: because of another writer's commit during this run. */
export function resultWithoutCommit(verdict: NotDeployed, { overtaken = false } = {}): BumpResult {
  const { outcome, previousTag, file, verdicts } = verdict;
  if (outcome === 'held') return { outcome, previousTag, hold: verdict.hold, verdicts };
  const reported = outcome === 'skipped' && overtaken ? 'superseded' : outcome;
  return { outcome: reported, previousTag: verdict.previousTag, verdicts, ...lastCommit(file) };
}

/** Returns the last commit that changed the values file. */
export function lastCommit({ history: [last] }: ValuesFile): {
  readonly since?: Commit & { readonly message: string };
} {
  return last === undefined ? {} : { since: { oid: last.oid, url: last.url, message: last.message } };
}
