import type { Proof } from '../approval/proof.ts';
import type { FileRevision, ValuesFile } from '../github/gitops/values-file.ts';

/** May be deployed on the values file as it was read; every guard holds for that head alone. */
export interface ApprovedDeployment {
  readonly outcome: 'deployable';
  readonly file: ValuesFile;
  readonly previousTag: string | null;
  /** The digest that the values file pins. */
  readonly previousDigest: string | null;
  readonly proof: Proof;
  /** The earlier deployment of the same tag that the proof was given for. */
  readonly provedBy?: FileRevision;
}

export type NotDeployed =
  | { readonly outcome: 'unchanged' | 'skipped'; readonly file: ValuesFile; readonly previousTag: string }
  | { readonly outcome: 'held'; readonly file: ValuesFile; readonly previousTag: string | null; readonly hold: string };

export type GateDecision = ApprovedDeployment | NotDeployed;

export type ProposalDecision =
  | { readonly outcome: 'proposable' }
  /** The open proposal says the same already. */
  | { readonly outcome: 'same' }
  | { readonly outcome: 'skipped'; readonly previousTag: string }
  | { readonly outcome: 'held'; readonly previousTag: string | null; readonly hold: string };
